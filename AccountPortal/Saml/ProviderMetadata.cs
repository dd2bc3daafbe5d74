namespace AccountPortal.Saml;

/// <summary>
/// What an identity provider publishes of itself (SAML Metadata 2.0), as much of it as we use: a proposal that an administrator looks through, not
/// something to be trusted because it was published.
/// </summary>
public sealed record ProviderMetadata
{
    public required string EntityId { get; init; }

    /// <summary>Where to send AuthnRequests, by either binding; one of the two is there. All addresses are https.</summary>
    public required ProviderEndpoint? SignInByRedirect { get; init; }

    public required ProviderEndpoint? SignInByPost { get; init; }

    public required ProviderEndpoint? LogoutByRedirect { get; init; }

    public required ProviderEndpoint? LogoutByPost { get; init; }

    /// <summary>Those to verify signatures with; one at least.</summary>
    public required IReadOnlyList<TrustedCertificate> Certificates { get; init; }

    public required IReadOnlyList<string> NameIdFormats { get; init; }

    public bool WantsSignedRequests { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>How long the provider wants it to be kept before it is fetched again.</summary>
    public TimeSpan? CacheDuration { get; init; }
}

/// <summary>An address of a provider, and where its answers go if that is another.</summary>
public sealed record ProviderEndpoint(string Location, string? ResponseLocation = null)
{
    public string ForResponses => ResponseLocation ?? Location;
}
