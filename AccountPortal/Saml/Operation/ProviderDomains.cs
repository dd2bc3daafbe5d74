using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccountPortal.Saml.Operation;

/// <summary>The domains of companies, for the pages and for the command line. Adding one claims nothing: only its proof, or an operator's word, does.</summary>
public sealed class ProviderDomains(PortalDbContext db, SessionEnding ending, SecurityEvents events, TimeProvider clock)
{
    public const int Most = 100;

    /// <summary>The provider's domains, in the order of their names.</summary>
    public Task<List<SamlDomain>> OfAsync(Guid providerId, CancellationToken cancellationToken) =>
        db.SamlDomains.AsNoTracking().Where(row => row.ProviderId == providerId).OrderBy(row => row.Domain).ToListAsync(cancellationToken);

    /// <summary>Writes the domain down, with what is to prove it. <paramref name="context"/> is the administrator's request; <c>null</c> for a command.</summary>
    public async Task<DomainResult> AddAsync(HttpContext? context, SamlProvider provider, string? text, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(provider, text, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var (name, now) = (DomainName.Read(text)!, clock.GetUtcNow());
        if (await db.SamlDomains.CountAsync(row => row.ProviderId == provider.Id, cancellationToken) >= Most)
        {
            return new(DomainOutcome.TooMany, name);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Database.ExecuteSqlAsync(
            $"""
            insert into saml_domains (id, provider_id, domain, token, created_at, was_vouched_for)
            values ({Guid.CreateVersion7(now)}, {provider.Id}, {name}, {DomainProof.NewToken()}, {now}, false) on conflict do nothing
            """,
            cancellationToken) == 0)
        {
            return new(DomainOutcome.Unchanged, name);
        }

        if (context is null)
        {
            events.AddWithoutRequest(db, EventKind.ProviderDomainAdded, null, Details(provider, name));
        }
        else
        {
            events.Add(db, context, EventKind.ProviderDomainAdded, EventOutcome.Success, null, details: Details(provider, name));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(DomainOutcome.Done, name);
    }

    /// <summary>An operator's word, by a command: the domain counts at once, without a proof in the DNS, and is never checked again. It is written down as such.</summary>
    public async Task<DomainResult> VouchAsync(SamlProvider provider, string text, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(provider, text, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var (name, now) = (DomainName.Read(text)!, clock.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // One that still waits for its proof waits no longer.
        await db.SamlDomains.Where(row => row.ProviderId == provider.Id && row.Domain == name && row.VerifiedAt == null).ExecuteDeleteAsync(cancellationToken);
        if (await db.SamlDomains.AnyAsync(row => row.ProviderId == provider.Id && row.Domain == name, cancellationToken))
        {
            return new(DomainOutcome.Unchanged, name);
        }

        db.SamlDomains.Add(new SamlDomain
        {
            Id = Guid.CreateVersion7(now), ProviderId = provider.Id, Domain = name, Token = DomainProof.NewToken(), CreatedAt = now, VerifiedAt = now, WasVouchedFor = true,
        });
        events.AddWithoutRequest(db, EventKind.ProviderDomainVouched, null, Details(provider, name));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Another company was quicker by a moment.
            db.ChangeTracker.Clear();
            return new(DomainOutcome.Taken, name);
        }

        await transaction.CommitAsync(cancellationToken);
        return new(DomainOutcome.Done, name);
    }

    /// <summary>How many people the provider signs in by addresses of that domain, and how many of their sessions it has opened.</summary>
    public async Task<(int People, int Sessions)> ReachAsync(SamlDomain domain, CancellationToken cancellationToken) =>
        (await People(domain).CountAsync(cancellationToken), await Sessions(domain).CountAsync(cancellationToken));

    /// <summary>Takes the domain away, and ends the sessions that the provider opened for people of it: it speaks for them no longer.</summary>
    public async Task<DomainResult> RemoveAsync(HttpContext context, SamlProvider provider, Guid id, Dictionary<string, string> details, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // A sign-in that is under way holds the provider: it comes first, and ends here, or finds the domain gone.
        await db.Database.ExecuteSqlAsync($"select from saml_providers where id = {provider.Id} for no key update", cancellationToken);
        if (await db.SamlDomains.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.ProviderId == provider.Id, cancellationToken) is not { } domain)
        {
            return new(DomainOutcome.NotFound);
        }

        // Before the sessions: a sign-in by password holds the domain, and then ends what its browser had.
        await db.SamlDomains.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken);
        var ended = await ending.EndThoseAsync([.. await Sessions(domain).Select(row => row.Id).ToListAsync(cancellationToken)], EndReason.ProviderDisabled, context.CurrentSession(), cancellationToken);
        foreach (var (name, value) in Details(provider, domain.Domain))
        {
            details[name] = value;
        }

        details["sessions"] = $"{ended}";
        events.Add(db, context, EventKind.ProviderDomainRemoved, EventOutcome.Success, null, details: details);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(DomainOutcome.Done, domain.Domain);
    }

    internal static Dictionary<string, string> Details(SamlProvider provider, string domain) => new() { ["provider"] = provider.Slug, ["company"] = provider.Name, ["domain"] = domain };

    /// <summary>The name of the company that has proven the domain, if another one has.</summary>
    internal Task<string?> OwnerAsync(Guid providerId, string domain, CancellationToken cancellationToken) => db.SamlDomains
        .Where(row => row.Domain == domain && row.VerifiedAt != null && row.ProviderId != providerId)
        .Join(db.SamlProviders, row => row.ProviderId, provider => provider.Id, (_, provider) => provider.Name)
        .SingleOrDefaultAsync(cancellationToken);

    private async Task<DomainResult?> RefusalAsync(SamlProvider provider, string? text, CancellationToken cancellationToken) => DomainName.Read(text) switch
    {
        null => new(DomainOutcome.NoDomain),
        var name when PublicMailDomains.Contains(name) => new(DomainOutcome.PublicMail, name),
        var name => await OwnerAsync(provider.Id, name, cancellationToken) is { } owner ? new(DomainOutcome.Taken, name, owner) : null,
    };

    private IQueryable<Entry.SamlIdentity> People(SamlDomain domain)
    {
        var ending = "@" + domain.Domain;
        return db.SamlIdentities.Where(row => row.ProviderId == domain.ProviderId && row.Email.EndsWith(ending));
    }

    // By the account's own address, too: the provider may have named another one last.
    private IQueryable<Session> Sessions(SamlDomain domain)
    {
        var ending = "@" + domain.Domain;
        return db.Sessions.Where(session => session.SamlProviderId == domain.ProviderId
            && (People(domain).Any(person => person.UserId == session.UserId) || db.Users.Any(account => account.Id == session.UserId && account.Email!.EndsWith(ending))));
    }
}
