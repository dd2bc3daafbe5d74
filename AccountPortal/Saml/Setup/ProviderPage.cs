using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Setup;

/// <summary>A provider with its certificates, as each of its pages shows it.</summary>
public sealed record ProviderPage(SamlProvider Provider, IReadOnlyList<SamlCertificate> Certificates, IReadOnlyList<SamlDomain> Domains)
{
    public IReadOnlyList<ProviderFact> Facts => ProviderFacts.Of(Provider, Certificates.Select(certificate => certificate.Thumbprint));

    public SamlProduct Product => SamlProducts.Of(Provider.Product);

    /// <summary>What the page shows of those parts, for the form that changes them.</summary>
    public string Seen(params ProviderPart[] parts) => ConfigurationFingerprint.Of(Facts, parts);

    public static async Task<ProviderPage?> FindAsync(PortalDbContext db, string slug, CancellationToken cancellationToken)
    {
        if (await db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken) is not { } provider)
        {
            return null;
        }

        var certificates = await db.SamlCertificates.AsNoTracking().Where(row => row.ProviderId == provider.Id).OrderBy(row => row.AddedAt).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        return new(provider, certificates, await db.SamlDomains.AsNoTracking().Where(row => row.ProviderId == provider.Id).OrderBy(row => row.Domain).ToListAsync(cancellationToken));
    }
}
