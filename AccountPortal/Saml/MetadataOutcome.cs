namespace AccountPortal.Saml;

/// <summary>What came of reading metadata: the provider's, or the refusal; the checks in either case.</summary>
public sealed record MetadataOutcome
{
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    public SamlRefusal? Refusal { get; init; }

    public ProviderMetadata? Metadata { get; init; }

    /// <summary>The identity providers in it: of several one is to be chosen, then the metadata read again for it.</summary>
    public required IReadOnlyList<string> EntityIds { get; init; }

    public Exception? Fault { get; init; }
}
