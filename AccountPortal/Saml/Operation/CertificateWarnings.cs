using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>
/// Tells administrators 30, 14, 7 and 1 days before a certificate ends, theirs or ours. Each is told once: the mail is written in the transaction that marks it, on
/// whichever node comes first. Of a portal that stood still over several times only the last is told.
/// </summary>
public sealed class CertificateWarnings(PortalDbContext db, AdministratorMail mail, OperationLetters letters, TimeProvider clock)
{
    /// <summary>Days before the end, the first warning first.</summary>
    public static readonly int[] Days = [30, 14, 7, 1];

    /// <summary>The warning that is due so long before the end; <c>null</c> where it is far, or over.</summary>
    public static int? Due(TimeSpan left) => left <= TimeSpan.Zero ? null : Days.Where(days => left <= TimeSpan.FromDays(days)).Select(days => (int?)days).Min();

    /// <summary>Writes the mails about one certificate. <c>false</c> where none is due.</summary>
    public async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var due = await TheirsAsync(now, cancellationToken) ?? await OursAsync(now, cancellationToken);
        if (due is not var (provider, ending))
        {
            return false;
        }

        await mail.AddAsync(reader => letters.CertificateEnds(reader, provider, ending), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<(SamlProvider Provider, EndingCertificate Ending)?> TheirsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await db.SamlCertificates.FromSql(
            $"""
            select certificate.* from saml_certificates certificate join saml_providers provider on provider.id = certificate.provider_id
            where provider.disabled_at is null and not_after > {now} and coalesce(warned_days, {int.MaxValue}) > (
              select min(days) from unnest({Days}) days where not_after <= {now} + make_interval(days => days))
            order by not_after limit 1 for update of certificate skip locked
            """).ToListAsync(cancellationToken);
        if (rows is not [var row])
        {
            return null;
        }

        row.WarnedDays = Due(row.NotAfter - now);
        var hasNext = await db.SamlCertificates.AnyAsync(other => other.ProviderId == row.ProviderId && other.NotAfter > row.NotAfter, cancellationToken);
        return (await ProviderAsync(row.ProviderId, cancellationToken), new(false, row.Subject, row.Thumbprint, row.NotAfter, row.WarnedDays!.Value, hasNext));
    }

    private async Task<(SamlProvider Provider, EndingCertificate Ending)?> OursAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await db.SamlKeys.FromSql(
            $"""
            select key.* from saml_keys key join saml_providers provider on provider.id = key.provider_id
            where provider.disabled_at is null and key.state = {SamlKey.Current} and key.not_after > {now} and coalesce(key.warned_days, {int.MaxValue}) > (
              select min(days) from unnest({Days}) days where key.not_after <= {now} + make_interval(days => days))
            order by key.not_after limit 1 for update of key skip locked
            """).ToListAsync(cancellationToken);
        if (rows is not [var row])
        {
            return null;
        }

        row.WarnedDays = Due(row.NotAfter - now);
        using var certificate = X509CertificateLoader.LoadCertificate(row.Certificate);
        return (await ProviderAsync(row.ProviderId, cancellationToken), new(true, certificate.Subject, certificate.GetCertHashString(HashAlgorithmName.SHA256), row.NotAfter, row.WarnedDays!.Value, false));
    }

    private Task<SamlProvider> ProviderAsync(Guid id, CancellationToken cancellationToken) => db.SamlProviders.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
}
