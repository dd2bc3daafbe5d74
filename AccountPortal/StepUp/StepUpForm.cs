namespace AccountPortal.StepUp;

/// <summary>What the page takes: the proof, and where to go on after it.</summary>
public sealed record StepUpForm : StepUpProof
{
    /// <summary>The kept form that waits.</summary>
    public Guid? Kept { get; init; }

    public string? ReturnUrl { get; init; }

    /// <summary>One of our own purposes, after "to".</summary>
    public string? For { get; init; }

    /// <summary>"second" where a password alone will not do.</summary>
    public string? Factor { get; init; }
}

/// <summary>What the page shows. <paramref name="Methods"/>: what the account has and may use here.</summary>
public sealed record StepUpPage(StepUpForm Form, string Purpose, string Email, IReadOnlySet<string> Methods, TimeSpan HoldsFor)
{
    public bool Offers(string method) => Methods.Contains(method);
}
