using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Setup;

/// <summary>A provider in the list.</summary>
public sealed record ProviderRow(SamlProvider Provider, IReadOnlyList<SamlDomain> Domains, CertificateRow? Certificate, string Health, string HealthKind, DateTimeOffset? LastSignInAt);

/// <summary>All providers, with how they do.</summary>
public sealed class ProviderList(PortalDbContext db, TimeProvider clock)
{
    public async Task<IReadOnlyList<ProviderRow>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var providers = await db.SamlProviders.AsNoTracking().OrderBy(row => row.Name).ThenBy(row => row.Slug).ToListAsync(cancellationToken);
        var domains = (await db.SamlDomains.AsNoTracking().OrderBy(row => row.Domain).ToListAsync(cancellationToken)).ToLookup(row => row.ProviderId);
        var certificates = (await db.SamlCertificates.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(row => row.ProviderId);
        var signIns = await db.SamlIdentities.GroupBy(row => row.ProviderId).Select(people => new { people.Key, Last = people.Max(row => row.LastSignInAt) }).ToDictionaryAsync(row => row.Key, row => row.Last, cancellationToken);
        return [.. providers.Select(provider => Row(provider, [.. domains[provider.Id]], CertificateRow.Of([.. certificates[provider.Id]], now), signIns.GetValueOrDefault(provider.Id)))];
    }

    private static ProviderRow Row(SamlProvider provider, IReadOnlyList<SamlDomain> domains, IReadOnlyList<CertificateRow> certificates, DateTimeOffset? lastSignInAt)
    {
        // The one that lasts longest says how long people can come in without anything being done.
        var certificate = certificates.MaxBy(row => row.Certificate.NotAfter);
        var (health, kind) = Health(provider, domains, certificate);
        return new(provider, domains, certificate, health, kind, lastSignInAt);
    }

    private static (string Words, string Kind) Health(SamlProvider provider, IReadOnlyList<SamlDomain> domains, CertificateRow? certificate) => provider switch
    {
        { IsDisabled: true } => ("Nobody comes in this way", "bad"),
        { IsTold: false } => ("Next: tell us their side", "plain"),
        { PendingMetadata: not null } => ("A change waits for you", "warn"),
        _ when certificate is null or { IsExpired: true } => ("No valid certificate", "bad"),
        { MetadataProblem: not null } => ("Its metadata can't be read", "warn"),
        _ when !domains.Any(domain => domain.VerifiedAt is not null) => ("Next: prove a domain", "plain"),
        _ when domains.Any(domain => domain.LostAt is not null) => ("The proof of a domain was lost", "warn"),
        { IsEnabled: false } when provider.TestedVersion != provider.Version => ("Next: try it", "plain"),
        { IsEnabled: false } => ("Ready to be enabled", "good"),
        _ when certificate.DaysLeft <= 30 => ("Its certificate ends soon", "warn"),
        _ => ("Fine", "good"),
    };
}
