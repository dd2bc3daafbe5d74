using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>Takes an account back from the companies that open it.</summary>
public sealed class CompanyDisconnection(PortalDbContext db, SamlRoutes routes, SecurityEvents events)
{
    /// <summary>The company that opens the account and is the only way in for its address; <c>null</c> where there is none.</summary>
    public async Task<SamlRoute?> HolderAsync(Guid userId, CancellationToken cancellationToken) =>
        await routes.EnforcedForAsync(userId, cancellationToken) is { } route
        && await db.SamlIdentities.AnyAsync(row => row.UserId == userId && db.SamlProviders.Any(provider => provider.Id == row.ProviderId && provider.Slug == route.Slug), cancellationToken)
            ? route
            : null;

    /// <summary>Forgets whom the companies mean by it, and takes back the roles that their groups gave. In the transaction of the caller, who ends the sessions and saves.</summary>
    public async Task ApplyAsync(HttpContext context, Account account, CancellationToken cancellationToken)
    {
        var identities = await db.SamlIdentities.Where(row => row.UserId == account.Id).ToListAsync(cancellationToken);
        var given = identities.SelectMany(identity => identity.Roles).Select(role => role.ToUpperInvariant()).Where(role => role != AdminRole.Normalized).Distinct().ToArray();
        foreach (var role in await db.Roles.AsNoTracking().Where(row => given.Contains(row.NormalizedName)).ToListAsync(cancellationToken))
        {
            if (await db.UserRoles.Where(link => link.UserId == account.Id && link.RoleId == role.Id).ExecuteDeleteAsync(cancellationToken) == 1)
            {
                events.Add(db, context, EventKind.RoleRevoked, EventOutcome.Success, account.Id, details: new() { ["role"] = role.Name!, ["by"] = "company" });
            }
        }

        db.RemoveRange(identities);
    }
}
