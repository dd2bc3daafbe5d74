using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Operation;
using AccountPortal.Saml.Providers;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>Brings an account up to what its company says of the person, at each sign-in: name, groups, and the roles that the groups give.</summary>
public sealed class AccountUpdate(PortalDbContext db, SamlOpening opening, SessionEnding ending, SecurityEvents events, TimeProvider clock)
{
    /// <summary>
    /// The account as it stands then; <c>null</c> where it or the connection is gone, or the account's own address is of no domain that is the provider's: it speaks
    /// for those alone, whatever address it names this time.
    /// </summary>
    public async Task<Account?> ApplyAsync(HttpContext context, SamlProvider provider, SamlPerson person, Guid userId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var address = await db.Users.Where(row => row.Id == userId).Select(row => row.Email).SingleOrDefaultAsync(cancellationToken);
        if (!EmailAddress.TryParse(address, out var own)
            || !await opening.HoldAsync(provider, own.Domain, cancellationToken)
            || await db.LockedAccountAsync(userId, cancellationToken) is not { } account
            || account.Email != address
            || await db.SamlIdentities.SingleOrDefaultAsync(row => row.ProviderId == provider.Id && row.Key == person.Key && row.UserId == userId, cancellationToken) is not { } identity)
        {
            return null;
        }

        (identity.Email, identity.LastSignInAt) = (person.Email, clock.GetUtcNow());
        account.DisplayName = person.DisplayName ?? account.DisplayName;
        if (person.Groups is not null)
        {
            identity.Groups = person.Groups;
        }

        await ApplyRolesAsync(context, provider, account, identity, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }

    private async Task ApplyRolesAsync(HttpContext context, SamlProvider provider, Account account, SamlIdentity identity, CancellationToken cancellationToken)
    {
        var wanted = RoleRules.Wanted(provider, identity.Groups, identity.MadeAccount);
        var held = await db.UserRoles.Where(link => link.UserId == account.Id).Join(db.Roles, link => link.RoleId, role => role.Id, (link, role) => role.Name!).ToListAsync(cancellationToken);
        string[] added = [.. wanted.Except(held, StringComparer.OrdinalIgnoreCase)];
        var removed = RoleRules.Removed(provider, identity.Roles, held, wanted);
        foreach (var role in added)
        {
            await AddAsync(account.Id, role, cancellationToken);
            events.Add(db, context, EventKind.RoleGranted, EventOutcome.Success, account.Id, details: new() { ["role"] = role, ["by"] = "company" });
        }

        foreach (var role in removed)
        {
            var normalized = role.ToUpperInvariant();
            await db.Set<IdentityUserRole<Guid>>().Where(link => link.UserId == account.Id && db.Roles.Any(row => row.Id == link.RoleId && row.NormalizedName == normalized)).ExecuteDeleteAsync(cancellationToken);
            events.Add(db, context, EventKind.RoleRevoked, EventOutcome.Success, account.Id, details: new() { ["role"] = role, ["by"] = "company" });
        }

        if (added.Length + removed.Length > 0)
        {
            identity.Roles = [.. identity.Roles.Except(removed).Union(added)];
            // A change of privilege from elsewhere: no answer could carry a new key to these browsers (P5).
            await ending.EndAllAsync(account.Id, null, EndReason.RoleChanged, null, cancellationToken);
        }
    }

    private async Task AddAsync(Guid userId, string role, CancellationToken cancellationToken)
    {
        var (id, normalized) = (Guid.CreateVersion7(clock.GetUtcNow()), role.ToUpperInvariant());
        await db.Database.ExecuteSqlAsync($"insert into roles (id, name, normalized_name, concurrency_stamp) values ({id}, {role}, {normalized}, {id.ToString()}) on conflict do nothing", cancellationToken);
        await db.Database.ExecuteSqlAsync($"insert into user_roles (user_id, role_id) select {userId}, id from roles where normalized_name = {normalized} on conflict do nothing", cancellationToken);
    }
}
