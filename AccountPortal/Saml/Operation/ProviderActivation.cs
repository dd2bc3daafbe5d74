using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Setup;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>
/// Enables, disables and deletes providers, by the same rules for the pages and for the command line: what has to hold before <see cref="ProviderState"/> switches.
/// </summary>
public sealed class ProviderActivation(PortalDbContext db, ProviderState state, ProviderChanges changes, BreakGlassAccounts emergencies, SessionEnding ending, SecurityEvents events)
{
    /// <summary>Why a command enables no provider that was disabled: it may have been an emergency, which a script that is run each night knows nothing of.</summary>
    public const string StaysDisabled = "It was disabled, and a command doesn't undo that: an administrator enables it on its page, after a test sign-in.";

    /// <summary>What is missing before the provider can be enabled. With an operator's word (<paramref name="isVouched"/>) the test sign-in is not.</summary>
    public async Task<IReadOnlyList<Obstacle>> ObstaclesAsync(SamlProvider provider, bool isVouched, CancellationToken cancellationToken)
    {
        var domains = await db.SamlDomains.AsNoTracking().Where(row => row.ProviderId == provider.Id && row.VerifiedAt != null).ToListAsync(cancellationToken);
        var obstacles = new List<Obstacle>();
        if (!provider.IsTold)
        {
            obstacles.Add(new("The company's own data is missing.", "/metadata"));
        }

        if (!await db.SamlCertificates.AnyAsync(row => row.ProviderId == provider.Id, cancellationToken))
        {
            obstacles.Add(new("No certificate of the company's is stored.", "/certificates"));
        }

        if (domains.Count == 0)
        {
            obstacles.Add(new("No domain is proven yet.", "/domains"));
        }

        if (isVouched && provider.IsDisabled)
        {
            obstacles.Add(new(StaysDisabled, "/test"));
        }

        if (!isVouched && !ProviderTests.IsTested(provider))
        {
            obstacles.Add(new(provider.TestedVersion is null ? "No test sign-in has passed yet." : "It was changed since the last test sign-in that passed.", "/test"));
        }

        // Enabled again, it would be the only way in at once.
        if (domains.Exists(domain => domain.EnforcedAt is not null) && await emergencies.UsableAsync(cancellationToken) == 0)
        {
            obstacles.Add(new("One of its domains is enforced, and there is no emergency account that could sign in.", "/enforcement"));
        }

        return obstacles;
    }

    /// <summary>Lets people sign in. <paramref name="context"/> is the administrator's request; <c>null</c> for a command, whose operator may vouch for it.</summary>
    public async Task<ActivationResult> EnableAsync(HttpContext? context, string slug, Dictionary<string, string> details, bool isVouched, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select from saml_providers where slug = {slug} for no key update", cancellationToken);
        if (await db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken) is not { } provider)
        {
            return new(ActivationOutcome.NotFound);
        }

        if (provider.IsEnabled)
        {
            return new(ActivationOutcome.Unchanged);
        }

        // The last emergency account must not go between the look and the change.
        await emergencies.WaitForTurnAsync(cancellationToken);
        // As it stands behind the lock: what the page showed may be over.
        if (await ObstaclesAsync(provider, isVouched, cancellationToken) is { Count: > 0 } obstacles)
        {
            return new(ActivationOutcome.NotReady) { Obstacles = obstacles };
        }

        await state.EnableAsync(provider.Id, isVouched && !ProviderTests.IsTested(provider), context, details, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(ActivationOutcome.Done);
    }

    /// <summary>Stops everything at once: sign-ins, tests, logouts, and the sessions that it opened, on all nodes.</summary>
    public async Task<ActivationResult> DisableAsync(HttpContext? context, string slug, Dictionary<string, string> details, CancellationToken cancellationToken)
    {
        if (await db.SamlProviders.Where(row => row.Slug == slug).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken) is not { } id)
        {
            return new(ActivationOutcome.NotFound);
        }

        var sessions = await db.Sessions.CountAsync(row => row.SamlProviderId == id, cancellationToken);
        return await state.DisableAsync(id, context, details, cancellationToken) ? new(ActivationOutcome.Done, sessions) : new(ActivationOutcome.Unchanged);
    }

    /// <summary>Makes a disabled provider a draft again, whose tests work and nothing else.</summary>
    public async Task<ActivationResult> ReopenAsync(HttpContext? context, string slug, Dictionary<string, string> details, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change is not { Provider: var provider })
        {
            return new(ActivationOutcome.NotFound);
        }

        if (!provider.IsDisabled)
        {
            return new(ActivationOutcome.Unchanged);
        }

        (provider.EnabledAt, provider.DisabledAt) = (null, null);
        await change.SaveAsync(context, EventKind.ProviderReopened, details, cancellationToken);
        return new(ActivationOutcome.Done);
    }

    /// <summary>
    /// Deletes a provider that is not enabled, with all that is configured of it and whom it knows. The accounts stay; the roles that its groups gave go with the groups.
    /// </summary>
    public async Task<ActivationResult> DeleteAsync(HttpContext? context, string slug, Dictionary<string, string> details, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change is not { Provider: var provider })
        {
            return new(ActivationOutcome.NotFound);
        }

        if (provider.IsEnabled)
        {
            return new(ActivationOutcome.StillEnabled);
        }

        var ended = await EndSessionsAsync(provider, context, cancellationToken) + await TakeRolesAsync(provider, context, cancellationToken);
        details["people"] = $"{await db.SamlIdentities.CountAsync(row => row.ProviderId == provider.Id, cancellationToken)}";
        db.Remove(provider);
        await change.SaveAsync(context, EventKind.ProviderDeleted, details, cancellationToken);
        return new(ActivationOutcome.Gone, ended);
    }

    /// <summary>Whom a change of the provider's state concerns.</summary>
    public async Task<ProviderReach> ReachAsync(Guid providerId, CancellationToken cancellationToken)
    {
        var people = db.SamlIdentities.Where(row => row.ProviderId == providerId);
        var domains = await db.SamlDomains.AsNoTracking().Where(row => row.ProviderId == providerId && row.VerifiedAt != null).OrderBy(row => row.Domain).ToListAsync(cancellationToken);
        return new(
            await people.CountAsync(cancellationToken),
            await db.Sessions.CountAsync(row => row.SamlProviderId == providerId, cancellationToken),
            await people.CountAsync(row => db.Users.Any(user => user.Id == row.UserId && user.PasswordHash == null) && !db.UserPasskeys.Any(passkey => passkey.UserId == row.UserId), cancellationToken),
            await people.CountAsync(row => row.Roles.Length > 0, cancellationToken),
            [.. domains.Select(domain => domain.Domain)],
            [.. domains.Where(domain => domain.EnforcedAt is not null).Select(domain => domain.Domain)]);
    }

    private async Task<int> EndSessionsAsync(SamlProvider provider, HttpContext? context, CancellationToken cancellationToken) => await ending.EndThoseAsync(
        [.. await db.Sessions.Where(row => row.SamlProviderId == provider.Id).Select(row => row.Id).ToListAsync(cancellationToken)],
        EndReason.ProviderDisabled, context?.Features.Get<CurrentSession>(), cancellationToken);

    // No group would take them back any more. Another company's gift of the same role stays.
    private async Task<int> TakeRolesAsync(SamlProvider provider, HttpContext? context, CancellationToken cancellationToken)
    {
        var taken = await db.Database.SqlQuery<TakenRole>(
            $"""
            delete from user_roles link using roles role, saml_identities identity
            where identity.provider_id = {provider.Id} and link.user_id = identity.user_id and role.id = link.role_id and role.normalized_name <> {AdminRole.Normalized}
              and role.normalized_name in (select upper(given) from unnest(identity.roles) given)
              and not exists (select from saml_identities other where other.user_id = identity.user_id and other.provider_id <> {provider.Id}
                and role.normalized_name in (select upper(given) from unnest(other.roles) given))
            returning link.user_id as "UserId", role.name as "Name"
            """).ToListAsync(cancellationToken);
        foreach (var role in taken)
        {
            Dictionary<string, string> details = new() { ["role"] = role.Name, ["by"] = "company" };
            if (context is null)
            {
                events.AddWithoutRequest(db, EventKind.RoleRevoked, role.UserId, details);
            }
            else
            {
                events.Add(db, context, EventKind.RoleRevoked, EventOutcome.Success, role.UserId, details: details);
            }
        }

        Guid[] people = [.. taken.Select(role => role.UserId).Distinct()];
        return await ending.EndThoseAsync([.. await db.Sessions.Where(row => people.Contains(row.UserId)).Select(row => row.Id).ToListAsync(cancellationToken)], EndReason.RoleChanged, null, cancellationToken);
    }

    private sealed record TakenRole(Guid UserId, string Name);
}
