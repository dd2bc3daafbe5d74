namespace AccountPortal.Saml;

/// <summary>
/// What an identity provider said about one person, read out of the bytes that it signed and nothing else. The rest of the portal sees only this.
/// </summary>
public sealed record Assertion
{
    /// <summary>The assertion's and the response's identifiers: each may be used once until <see cref="KeepUntil"/>.</summary>
    public required string Id { get; init; }

    public required string ResponseId { get; init; }

    /// <summary>Until when a replay could pass the other checks; both identifiers are to be remembered that long.</summary>
    public required DateTimeOffset KeepUntil { get; init; }

    public required string Issuer { get; init; }

    public required NameId NameId { get; init; }

    public required DateTimeOffset AuthenticatedAt { get; init; }

    public required string AuthnContext { get; init; }

    /// <summary>The identity provider's name for its session, needed to end it; not every one sends it.</summary>
    public string? SessionIndex { get; init; }

    /// <summary>The end of the identity provider's session, which ours must not outlive (SAML Core 2.0, 2.7.2).</summary>
    public DateTimeOffset? SessionNotOnOrAfter { get; init; }

    /// <summary>The browser's address as the identity provider saw it: kept for the log, never compared (networks translate addresses).</summary>
    public string? Address { get; init; }

    public required IReadOnlyList<SamlAttribute> Attributes { get; init; }

    /// <summary>SHA-256 of the certificate whose key the signature fits, in hex: "last used to sign at".</summary>
    public required string SignedWith { get; init; }

    public bool WasEncrypted { get; init; }
}
