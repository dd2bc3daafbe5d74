using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>What a sign-in of that person would lead to. <paramref name="IsIn"/>: to a session, perhaps after the owner's word.</summary>
public sealed record Outlook(bool IsIn, string Says, IReadOnlyList<string> Roles);

/// <summary>Foretells what a sign-in would make of a person, by the rules of <see cref="SamlArrival"/> and of <see cref="RoleRules"/>, and does nothing of it.</summary>
public sealed class TestOutlook(PortalDbContext db, SamlArrival arrival, AccountConnection connection)
{
    public async Task<Outlook> OfAsync(SamlProvider provider, SamlPerson person, CancellationToken cancellationToken)
    {
        if (provider.RequiredGroup is { } group && person.Groups?.Contains(group) != true)
        {
            return new(false, $"They would not come in: they are not in the group \"{group}\".", []);
        }

        if (await arrival.OwnerAsync(provider, person, cancellationToken) is { } owner)
        {
            var identity = await db.SamlIdentities.AsNoTracking().SingleAsync(row => row.ProviderId == provider.Id && row.Key == person.Key, cancellationToken);
            var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == owner, cancellationToken);
            return new(account.LockedAt is null, account.LockedAt is null ? $"They would be signed in to the account {account.Email}, which they use already." : $"They would not come in: the account {account.Email} is locked.", await RolesAsync(provider, person, identity, cancellationToken));
        }

        _ = EmailAddress.TryParse(person.Email, out var email);
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.NormalizedEmail == email.Normalized && (row.EmailConfirmed || row.LockedAt != null), cancellationToken) is { } known)
        {
            return await connection.MayAsync(provider, known, cancellationToken)
                ? new(true, $"There is an account {known.Email} already: they would be asked for its password once, to connect the two.", RoleRules.Wanted(provider, person.Groups ?? [], isMade: false))
                : new(false, $"They would not come in: the account {known.Email} is an administrator's, an emergency account, locked, or connected to somebody else there.", []);
        }

        return provider.CreatesAccounts
            ? new(true, $"A new account would be made for {person.Email}.", RoleRules.Wanted(provider, person.Groups ?? [], isMade: true))
            : new(false, "They would not come in: nobody has made an account for them, and none is made at the first sign-in.", []);
    }

    private async Task<IReadOnlyList<string>> RolesAsync(SamlProvider provider, SamlPerson person, SamlIdentity identity, CancellationToken cancellationToken)
    {
        var held = await db.UserRoles.Where(link => link.UserId == identity.UserId).Join(db.Roles, link => link.RoleId, role => role.Id, (link, role) => role.Name!).ToListAsync(cancellationToken);
        var wanted = RoleRules.Wanted(provider, person.Groups ?? identity.Groups, identity.MadeAccount);
        return [.. held.Union(wanted, StringComparer.OrdinalIgnoreCase).Except(RoleRules.Removed(provider, identity.Roles, held, wanted), StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
    }
}
