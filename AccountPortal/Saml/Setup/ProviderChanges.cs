using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Operation;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Setup;

/// <summary>Every change of a provider's configuration, whoever makes it: one at a time, told with what was before and after, the passed test put aside.</summary>
public sealed class ProviderChanges(PortalDbContext db, SecurityEvents events, AdministratorMail mail, SetupLetters letters)
{
    /// <summary>
    /// Locks the provider until the change is disposed, and reads it with its certificates; <c>null</c>: there is none. What is done to them counts by
    /// <see cref="ProviderChange.SaveAsync"/> alone.
    /// </summary>
    public async Task<ProviderChange?> BeginAsync(string slug, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select from saml_providers where slug = {slug} for no key update", cancellationToken);
        db.ChangeTracker.Clear();
        if (await db.SamlProviders.SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken) is not { } provider)
        {
            await transaction.DisposeAsync();
            return null;
        }

        var certificates = await db.SamlCertificates.Where(row => row.ProviderId == provider.Id).OrderBy(row => row.AddedAt).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        return new ProviderChange(db, events, mail, letters, transaction, provider, certificates);
    }
}
