namespace AccountPortal.Tests.Chaos;

/// <summary>
/// One thing that goes wrong under load: what is done, and what people may notice of it. Whatever it is, nobody is signed out by it and nothing that was
/// revoked is let in.
/// </summary>
internal sealed record Fault(string Name, Func<ChaosStage, Task> PlayAsync)
{
    /// <summary>Whether 503 with Retry-After may be answered meanwhile.</summary>
    public bool MayBeUnavailable { get; init; }

    /// <summary>Whether requests may be left without an answer, which a process takes down with it.</summary>
    public bool MayLoseAnswers { get; init; }

    /// <summary>For how long nobody may be served at worst; of the fault's own making, and of what the portal and its proxy take to notice that it is over.</summary>
    public required TimeSpan LongestPause { get; init; }

    /// <summary>What is needed that this machine may not have; a reason, or <c>null</c>.</summary>
    public Func<ChaosStage, string?> Lacks { get; init; } = _ => null;
}
