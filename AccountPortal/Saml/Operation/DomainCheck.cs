using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Operation.Dns;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccountPortal.Saml.Operation;

/// <summary>
/// Looks for the proof of a domain: when an administrator says so, and of proven ones each day. Once found it holds: a proof that is gone is flagged and told, and
/// takes nothing away, for a mistake in the DNS must not lock a company out. That the DNS is silent says nothing at all.
/// </summary>
public sealed class DomainCheck(PortalDbContext db, TxtLookup lookup, ProviderDomains domains, AdministratorMail mail, OperationLetters letters, SecurityEvents events, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>Looks now. <paramref name="context"/>: of the administrator who asks.</summary>
    public async Task<DomainResult> RunAsync(HttpContext? context, Guid providerId, Guid id, CancellationToken cancellationToken)
    {
        if (await db.SamlDomains.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.ProviderId == providerId && !row.WasVouchedFor, cancellationToken) is not { } domain)
        {
            return new(DomainOutcome.NotFound);
        }

        // Without a transaction: nothing is held while somebody else's server takes its time.
        var answer = await lookup.FindAsync(DomainProof.RecordOf(domain.Domain), cancellationToken);
        return answer switch
        {
            TxtAnswer.Failed failed => new(DomainOutcome.Unknown, domain.Domain, failed.Why),
            TxtAnswer.Found found when DomainProof.IsIn(found, domain) => await ProveAsync(context, domain, cancellationToken),
            TxtAnswer.Found found => await MissAsync(domain, new(DomainOutcome.Wrong, domain.Domain, Shown(found)), cancellationToken),
            _ => await MissAsync(domain, new(DomainOutcome.Missing, domain.Domain), cancellationToken),
        };
    }

    /// <summary>Looks at one proven domain whose day is over. <c>false</c> where there is none. Any number of nodes may: each domain is one node's for the day.</summary>
    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var claimed = await db.Database.SqlQuery<Claimed>(
            $"""
            update saml_domains set checked_at = {now} where id = (
              select id from saml_domains
              where verified_at is not null and not was_vouched_for and coalesce(checked_at, verified_at) <= {now - Interval}
              order by checked_at nulls first limit 1 for update skip locked)
            returning id as "Id", provider_id as "ProviderId"
            """).ToListAsync(cancellationToken);
        if (claimed is not [var one])
        {
            return false;
        }

        await RunAsync(null, one.ProviderId, one.Id, cancellationToken);
        return true;
    }

    private async Task<DomainResult> ProveAsync(HttpContext? context, SamlDomain domain, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            // One that was taken away meanwhile stays away; added again it is another row, with another token.
            if (await db.SamlDomains.Where(row => row.Id == domain.Id).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.CheckedAt, now).SetProperty(row => row.VerifiedAt, row => row.VerifiedAt ?? now).SetProperty(row => row.LostAt, (DateTimeOffset?)null), cancellationToken) == 0)
            {
                return new(DomainOutcome.NotFound);
            }
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Of two that race for it the index lets one have it.
            await transaction.RollbackAsync(cancellationToken);
            return new(DomainOutcome.Taken, domain.Domain, await domains.OwnerAsync(domain.ProviderId, domain.Domain, cancellationToken));
        }

        if (domain.VerifiedAt is null || domain.LostAt is not null)
        {
            Tell(context, EventKind.ProviderDomainProven, await CompanyAsync(domain, cancellationToken), domain);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new(DomainOutcome.Done, domain.Domain);
    }

    private async Task<DomainResult> MissAsync(SamlDomain domain, DomainResult result, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.SamlDomains.Where(row => row.Id == domain.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.CheckedAt, now), cancellationToken);
        // Flagged and told once, whoever else looks at this moment.
        if (await db.SamlDomains.Where(row => row.Id == domain.Id && row.VerifiedAt != null && row.LostAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.LostAt, now), cancellationToken) == 1)
        {
            var provider = await CompanyAsync(domain, cancellationToken);
            Tell(null, EventKind.ProviderDomainLost, provider, domain);
            await mail.AddAsync(reader => letters.DomainLost(reader, provider, domain.Domain), cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private void Tell(HttpContext? context, string kind, SamlProvider provider, SamlDomain domain)
    {
        var details = ProviderDomains.Details(provider, domain.Domain);
        if (context is null)
        {
            events.AddWithoutRequest(db, kind, null, details);
        }
        else
        {
            events.Add(db, context, kind, EventOutcome.Success, null, details: details);
        }
    }

    private Task<SamlProvider> CompanyAsync(SamlDomain domain, CancellationToken cancellationToken) => db.SamlProviders.AsNoTracking().SingleAsync(row => row.Id == domain.ProviderId, cancellationToken);

    // A stranger's text, and not all of it.
    private static string Shown(TxtAnswer.Found found)
    {
        var text = string.Join("\", \"", found.Texts.Take(3).Select(one => new string([.. one.Take(100).Select(character => char.IsControl(character) ? '?' : character)])));
        return $"\"{text}\"";
    }

    private sealed record Claimed(Guid Id, Guid ProviderId);
}
