namespace AccountPortal.Saml;

/// <summary>What a logout message is measured by: the provider that the path names and our address that it was sent to.</summary>
public sealed record ExpectedLogout
{
    /// <summary>The identity provider's entity id.</summary>
    public required string Issuer { get; init; }

    /// <summary>Our address for logouts, from configuration.</summary>
    public required string LogoutUrl { get; init; }

    public required IReadOnlyList<TrustedCertificate> Certificates { get; init; }

    public TimeSpan Skew
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= ExpectedResponse.LongestSkew ? value : throw new ArgumentOutOfRangeException(nameof(Skew));
    } = TimeSpan.FromSeconds(60);
}
