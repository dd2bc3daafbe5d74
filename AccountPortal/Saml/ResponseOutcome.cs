namespace AccountPortal.Saml;

/// <summary>What came of reading an answer: the assertion, or the refusal; the checks in either case.</summary>
public sealed record ResponseOutcome
{
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    public SamlRefusal? Refusal { get; init; }

    public Assertion? Assertion { get; init; }

    /// <summary>What the identity provider said went wrong, or its success; <c>null</c> where the reading did not come as far.</summary>
    public ProviderStatus? Status { get; init; }

    /// <summary>
    /// A trusted key has signed it, whatever else was wrong: the pending request is to be used up, so that nobody tries again with it.
    /// </summary>
    public bool IsAuthentic { get; init; }

    /// <summary>A defect of the reader that ended in <see cref="SamlRefusal.Unreadable"/>: to be logged.</summary>
    public Exception? Fault { get; init; }
}
