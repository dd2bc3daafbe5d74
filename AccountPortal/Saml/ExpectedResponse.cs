using System.Security.Cryptography.X509Certificates;

namespace AccountPortal.Saml;

/// <summary>
/// What an answer is measured by: the provider that the path names, our own addresses, the request that this browser made. Nothing of it comes
/// from the message.
/// </summary>
public sealed record ExpectedResponse
{
    public static readonly TimeSpan LongestSkew = TimeSpan.FromMinutes(3);
    public static readonly TimeSpan LongestAge = TimeSpan.FromHours(1);

    /// <summary>The identity provider's entity id.</summary>
    public required string Issuer { get; init; }

    /// <summary>Ours: what the assertion has to be meant for.</summary>
    public required string EntityId { get; init; }

    /// <summary>The address that the answer was posted to, from configuration, never from the Host header.</summary>
    public required string AcsUrl { get; init; }

    /// <summary>The provider's certificates: without one every message is refused.</summary>
    public required IReadOnlyList<TrustedCertificate> Certificates { get; init; }

    /// <summary>The pending request of this provider and this browser. <c>null</c>: only an answer that nobody asked for is accepted.</summary>
    public required PendingRequest? Request { get; init; }

    /// <summary>Ours with private keys, the current one first, for encrypted assertions.</summary>
    public IReadOnlyList<X509Certificate2> DecryptionCertificates { get; init; } = [];

    /// <summary>Whether an unsigned assertion is accepted within a signed response; the administrator's choice for providers that sign only that.</summary>
    public bool AcceptsSignedResponseOnly { get; init; }

    public bool RequiresEncryption { get; init; }

    public IReadOnlyList<string> NameIdFormats { get; init; } = Saml.NameIdFormats.Lasting;

    /// <summary>The authentication contexts of which one is required; empty: any.</summary>
    public IReadOnlyList<string> AuthnContexts { get; init; } = [];

    public IReadOnlyList<MappedAttribute> MappedAttributes { get; init; } = [];

    /// <summary>How far the two clocks may be apart; providers send a NotBefore of this very second.</summary>
    public TimeSpan Skew
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= LongestSkew ? value : throw new ArgumentOutOfRangeException(nameof(Skew));
    } = TimeSpan.FromSeconds(60);

    /// <summary>How old an assertion may be when it arrives.</summary>
    public TimeSpan MaximumAge
    {
        get;
        init => field = value > TimeSpan.Zero && value <= LongestAge ? value : throw new ArgumentOutOfRangeException(nameof(MaximumAge));
    } = TimeSpan.FromMinutes(10);
}

/// <summary>The AuthnRequest that is answered; with ForceAuthn (<c>WantsAuthentication</c>) a sign-in from before it is not enough.</summary>
public sealed record PendingRequest(string Id, DateTimeOffset SentAt, bool WantsAuthentication = false);
