using System.Security.Cryptography;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Reading;

namespace AccountPortal.Saml.Setup;

/// <summary>A company's side of the sign-in, as its metadata says it or somebody entered it: who it is, where people are sent, which keys sign.</summary>
public sealed record TheirSide
{
    /// <summary>The reader tries no more.</summary>
    public const int MostCertificates = SignatureCheck.MostKeys;

    public required string EntityId { get; init; }

    public required string SignInUrl { get; init; }

    /// <summary>A value of <see cref="SamlBinding"/>.</summary>
    public required string SignInBinding { get; init; }

    public string? LogoutUrl { get; init; }

    public string LogoutBinding { get; init; } = SamlBinding.Redirect;

    public string? LogoutAnswerUrl { get; init; }

    public required IReadOnlyList<TrustedCertificate> Certificates { get; init; }

    /// <summary>Where it was read, and is read again each day; <c>null</c>: from a file, or by hand.</summary>
    public string? MetadataUrl { get; init; }

    /// <summary>The certificate (DER) that it has to be signed with.</summary>
    public byte[]? MetadataSigner { get; init; }

    /// <summary>Of two ways the one stays that is used already; otherwise the redirect, which needs no form.</summary>
    public static TheirSide Of(ProviderMetadata metadata, SamlProvider current)
    {
        var (signIn, signInBinding) = Choose(metadata.SignInByRedirect, metadata.SignInByPost, current.SignInBinding);
        var (logout, logoutBinding) = Choose(metadata.LogoutByRedirect, metadata.LogoutByPost, current.LogoutBinding);
        return new()
        {
            EntityId = metadata.EntityId,
            SignInUrl = signIn!.Location,
            SignInBinding = signInBinding,
            LogoutUrl = logout?.Location,
            LogoutBinding = logoutBinding,
            LogoutAnswerUrl = logout?.ResponseLocation,
            Certificates = metadata.Certificates,
        };
    }

    /// <summary>What is saved, without the certificates.</summary>
    public static TheirSide Saved(SamlProvider provider) => new()
    {
        EntityId = provider.EntityId,
        SignInUrl = provider.SignInUrl,
        SignInBinding = provider.SignInBinding,
        LogoutUrl = provider.LogoutUrl,
        LogoutBinding = provider.LogoutBinding,
        LogoutAnswerUrl = provider.LogoutAnswerUrl,
        Certificates = [],
        MetadataUrl = provider.MetadataUrl,
        MetadataSigner = provider.MetadataSigner,
    };

    /// <summary>Writes it into the provider; the certificates are the caller's.</summary>
    public void WriteTo(SamlProvider provider)
    {
        (provider.EntityId, provider.SignInUrl, provider.SignInBinding) = (EntityId, SignInUrl, SignInBinding);
        (provider.LogoutUrl, provider.LogoutBinding, provider.LogoutAnswerUrl) = (LogoutUrl, LogoutBinding, LogoutAnswerUrl);
        (provider.MetadataUrl, provider.MetadataSigner) = (MetadataUrl, MetadataSigner);
        provider.SendsLogout &= LogoutUrl is not null;
    }

    /// <summary>
    /// The saved certificates that go with it: none of those that it names, and of the others all where asked for. Another identity provider never inherits
    /// the keys of the one before.
    /// </summary>
    public IReadOnlyList<SamlCertificate> Leaving(string savedEntityId, IEnumerable<SamlCertificate> saved, bool dropsOthers) =>
        dropsOthers || savedEntityId != EntityId ? [.. saved.Where(row => !Names(row))] : [];

    public bool Names(SamlCertificate row) => Certificates.Any(certificate => certificate.Thumbprint == row.Thumbprint);

    /// <summary>Certificates in PEM, as a form carries them.</summary>
    public static string Pem(IEnumerable<byte[]> certificates) => string.Join('\n', certificates.Select(encoded => PemEncoding.WriteString("CERTIFICATE", encoded)));

    private static (ProviderEndpoint? Endpoint, string Binding) Choose(ProviderEndpoint? byRedirect, ProviderEndpoint? byPost, string current) =>
        byPost is not null && (current == SamlBinding.Post || byRedirect is null) ? (byPost, SamlBinding.Post) : (byRedirect, SamlBinding.Redirect);
}
