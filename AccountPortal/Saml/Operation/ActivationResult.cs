namespace AccountPortal.Saml.Operation;

/// <summary>How a change of a provider's state went.</summary>
public enum ActivationOutcome
{
    Done,

    /// <summary>It is deleted.</summary>
    Gone,

    /// <summary>It is so already.</summary>
    Unchanged,
    NotFound,

    /// <summary>Something is missing before it can be enabled.</summary>
    NotReady,

    /// <summary>An enabled provider is disabled first.</summary>
    StillEnabled,
}

/// <summary>What stands in the way of enabling a provider, and the page of the provider ("/domains") where that is mended.</summary>
public sealed record Obstacle(string Says, string Page);

/// <summary>What came of it. <paramref name="Sessions"/>: how many ended.</summary>
public sealed record ActivationResult(ActivationOutcome Outcome, int Sessions = 0)
{
    public IReadOnlyList<Obstacle> Obstacles { get; init; } = [];
}
