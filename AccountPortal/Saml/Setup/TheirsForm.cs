using AccountPortal.Saml.Providers;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Saml.Setup;

/// <summary>The company's side as a form carries it: typed by hand, or read from metadata and looked through.</summary>
public sealed record TheirsForm
{
    public const int LongestEntityId = 1024;

    /// <summary>What the page showed as saved (see <see cref="ConfigurationFingerprint"/>).</summary>
    public string? Seen { get; init; }

    public string? EntityId { get; init; }

    public string? SignInUrl { get; init; }

    public string? SignInBinding { get; init; }

    public string? LogoutUrl { get; init; }

    public string? LogoutBinding { get; init; }

    public string? LogoutAnswerUrl { get; init; }

    /// <summary>In PEM, one or several.</summary>
    public string? Certificates { get; init; }

    public string? MetadataUrl { get; init; }

    /// <summary>In PEM.</summary>
    public string? MetadataSigner { get; init; }

    /// <summary>Whether certificates go that are saved and not among these.</summary>
    public bool DropOthers { get; init; }

    public static TheirsForm Of(TheirSide side, string seen) => new()
    {
        Seen = seen,
        EntityId = side.EntityId,
        SignInUrl = side.SignInUrl,
        SignInBinding = side.SignInBinding,
        LogoutUrl = side.LogoutUrl,
        LogoutBinding = side.LogoutBinding,
        LogoutAnswerUrl = side.LogoutAnswerUrl,
        Certificates = TheirSide.Pem(side.Certificates.Select(certificate => certificate.Encoded)),
        MetadataUrl = side.MetadataUrl,
        MetadataSigner = side.MetadataSigner is { } signer ? TheirSide.Pem([signer]) : null,
    };

    public static TheirsForm Of(SamlProvider provider, IEnumerable<SamlCertificate> certificates, string seen) => new()
    {
        Seen = seen,
        EntityId = provider.EntityId,
        SignInUrl = provider.SignInUrl,
        SignInBinding = provider.SignInBinding,
        LogoutUrl = provider.LogoutUrl,
        LogoutBinding = provider.LogoutBinding,
        LogoutAnswerUrl = provider.LogoutAnswerUrl,
        Certificates = TheirSide.Pem(certificates.Select(certificate => certificate.Encoded)),
        DropOthers = true,
    };

    /// <summary>What was entered, by the rules that metadata has to meet, too; <c>null</c> with what is wrong beside its field.</summary>
    public TheirSide? Read(ModelStateDictionary problems, bool isDevelopment)
    {
        var entityId = EntityId?.Trim() ?? "";
        Demand(entityId.Length is > 0 and <= LongestEntityId && !entityId.Any(char.IsControl), nameof(EntityId), $"Enter their entity ID, as their console shows it, in at most {LongestEntityId} characters.");
        DemandLocation(nameof(SignInUrl), Text(SignInUrl) ?? "");
        DemandLocation(nameof(LogoutUrl), Text(LogoutUrl));
        DemandLocation(nameof(LogoutAnswerUrl), Text(LogoutAnswerUrl));
        DemandLocation(nameof(MetadataUrl), Text(MetadataUrl));
        var certificates = CertificateText.Read(Certificates, problems, nameof(Certificates));
        Demand(certificates is null or { Count: <= TheirSide.MostCertificates }, nameof(Certificates), $"A provider has at most {TheirSide.MostCertificates} certificates: leave out those that are not used any more.");
        var signer = Text(MetadataSigner) is { } text ? CertificateText.Read(text, problems, nameof(MetadataSigner)) : [];
        return !problems.IsValid ? null : new()
        {
            EntityId = entityId,
            SignInUrl = Text(SignInUrl)!,
            SignInBinding = Binding(SignInBinding),
            LogoutUrl = Text(LogoutUrl),
            LogoutBinding = Binding(LogoutBinding),
            LogoutAnswerUrl = Text(LogoutUrl) is null ? null : Text(LogoutAnswerUrl),
            Certificates = certificates!,
            MetadataUrl = Text(MetadataUrl),
            MetadataSigner = signer is [var first, ..] ? first.Encoded : null,
        };

        void Demand(bool isFine, string field, string words)
        {
            if (!isFine)
            {
                problems.AddModelError(field, words);
            }
        }

        void DemandLocation(string field, string? location) =>
            Demand(location is null || ProviderLocation.IsFine(location, isDevelopment), field, ProviderLocation.Words(isDevelopment));
    }

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();

    private static string Binding(string? typed) => typed == SamlBinding.Post ? SamlBinding.Post : SamlBinding.Redirect;
}
