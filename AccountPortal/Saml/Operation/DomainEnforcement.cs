using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Setup;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Saml.Operation;

/// <summary>How a change of a domain's enforcement went.</summary>
public enum EnforcementOutcome
{
    Done,

    /// <summary>It is so already.</summary>
    Unchanged,
    NotFound,

    /// <summary>One of the conditions is not met.</summary>
    NotReady,
}

/// <summary>What came of it. <paramref name="Sessions"/>: how many ended.</summary>
public sealed record EnforcementResult(EnforcementOutcome Outcome, int Sessions = 0);

/// <summary>Makes a company's sign-in the only one for a domain, by whoever has just seen it work, and while there is a way back.</summary>
public sealed class DomainEnforcement(PortalDbContext db, ProviderChanges changes, ProviderTests tests, BreakGlassAccounts emergencies, Administrators administrators, SessionEnding ending, TimeProvider clock, IOptions<AdminSettings> admin)
{
    /// <summary>What has to be so before that administrator enforces a domain of the provider.</summary>
    public async Task<IReadOnlyList<Condition>> ConditionsAsync(SamlProvider provider, Guid userId, CancellationToken cancellationToken)
    {
        var root = $"/admin/saml-providers/{provider.Slug}";
        return
        [
            new("The provider is enabled.", provider.IsEnabled, root),
            new("You passed a test sign-in of exactly this configuration within a day.", await tests.HasPassedAsync(provider, userId, cancellationToken), $"{root}/test"),
            new("There is an emergency account that could sign in.", await emergencies.UsableAsync(cancellationToken) > 0, "/admin/emergency-accounts"),
        ];
    }

    public async Task<EnforcementReach> ReachAsync(SamlProvider provider, SamlDomain domain, CancellationToken cancellationToken)
    {
        var people = People(domain);
        Guid[] administrating = [.. (await administrators.AllAsync(cancellationToken)).Select(one => one.Id)];
        return new(
            await people.CountAsync(cancellationToken),
            await people.CountAsync(user => !db.SamlIdentities.Any(identity => identity.ProviderId == provider.Id && identity.UserId == user.Id), cancellationToken),
            await Sessions(provider, domain).CountAsync(cancellationToken),
            await people.Where(user => administrating.Contains(user.Id)).OrderBy(user => user.Email).Select(user => user.Email!).ToListAsync(cancellationToken));
    }

    /// <summary>Enforces the domain; with <paramref name="endsSessions"/> the sessions end that were opened another way, also that of who does it.</summary>
    public async Task<EnforcementResult> RequireAsync(HttpContext context, string slug, Guid id, bool endsSessions, Dictionary<string, string> details, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change is not { Provider: var provider } || await FindAsync(provider.Id, id, cancellationToken) is not { VerifiedAt: not null } domain)
        {
            return new(EnforcementOutcome.NotFound);
        }

        // The last emergency account must not go between the look and the change.
        await emergencies.WaitForTurnAsync(cancellationToken);
        if (domain.EnforcedAt is not null)
        {
            return new(EnforcementOutcome.Unchanged);
        }

        var conditions = await ConditionsAsync(provider, context.CurrentSession().UserId, cancellationToken);
        if (domain.LostAt is not null || conditions.Any(condition => !condition.IsMet))
        {
            return new(EnforcementOutcome.NotReady);
        }

        domain.EnforcedAt = clock.GetUtcNow();
        // First: it waits for the sign-ins that hold the domain as it was, and their sessions are among those that end.
        await db.SaveChangesAsync(cancellationToken);
        var ended = endsSessions
            ? await ending.EndThoseAsync([.. await Sessions(provider, domain).Select(row => row.Id).ToListAsync(cancellationToken)], EndReason.CompanyOnly, context.CurrentSession(), cancellationToken)
            : 0;
        (details["domain"], details["sessions"]) = (domain.Domain, $"{ended}");
        await change.SaveAsync(context, EventKind.ProviderDomainEnforced, details, cancellationToken);
        return new(EnforcementOutcome.Done, ended);
    }

    /// <summary>Lets passwords work again for the domain.</summary>
    public async Task<EnforcementResult> EaseAsync(HttpContext context, string slug, Guid id, Dictionary<string, string> details, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change is not { Provider: var provider } || await FindAsync(provider.Id, id, cancellationToken) is not { } domain)
        {
            return new(EnforcementOutcome.NotFound);
        }

        if (domain.EnforcedAt is null)
        {
            return new(EnforcementOutcome.Unchanged);
        }

        domain.EnforcedAt = null;
        details["domain"] = domain.Domain;
        await change.SaveAsync(context, EventKind.ProviderDomainEased, details, cancellationToken);
        return new(EnforcementOutcome.Done);
    }

    private Task<SamlDomain?> FindAsync(Guid providerId, Guid id, CancellationToken cancellationToken) =>
        db.SamlDomains.SingleOrDefaultAsync(row => row.Id == id && row.ProviderId == providerId, cancellationToken);

    // Exactly that domain: a sub-domain's addresses do not end like this.
    private IQueryable<Accounts.Account> People(SamlDomain domain)
    {
        var named = admin.Value.NormalizedEmails();
        var name = domain.Domain.ToUpperInvariant();
        return db.Users.Where(user => PortalDbContext.SplitPart(user.NormalizedEmail!, "@", 2) == name && !(user.IsBreakGlass && (db.UserRoles.Any(link => link.UserId == user.Id && db.Roles.Any(role => role.Id == link.RoleId && role.NormalizedName == AdminRole.Normalized)) || named.Contains(user.NormalizedEmail!))));
    }

    private IQueryable<Session> Sessions(SamlProvider provider, SamlDomain domain) =>
        db.Sessions.Where(session => session.SamlProviderId != provider.Id && People(domain).Any(user => user.Id == session.UserId));
}
