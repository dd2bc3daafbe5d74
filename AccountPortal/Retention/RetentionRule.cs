namespace AccountPortal.Retention;

/// <summary>
/// One rule: what goes, and how long it is kept. The page of administrators and docs/security.md tell it in the words that stand here.
/// </summary>
/// <param name="Name">What <c>retention_runs.rule</c> holds: lower case with hyphens; each rule has another.</param>
/// <param name="Title">What it is about ("Ended sessions").</param>
public sealed record RetentionRule(string Name, string Title)
{
    /// <summary>What becomes of what, in a sentence or two.</summary>
    public required string Says { get; init; }

    /// <summary>How long, in words ("400 days").</summary>
    public required string KeptFor { get; init; }

    /// <summary>The setting that says how long, where one does.</summary>
    public string? Setting { get; init; }

    /// <summary>What is done, one after the other. None where the rule is turned off.</summary>
    public required IReadOnlyList<RetentionStep> Steps { get; init; }
}
