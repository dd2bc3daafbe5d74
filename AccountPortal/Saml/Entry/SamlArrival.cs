using AccountPortal.Accounts;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Saml.Entry;

/// <summary>What an answer leads to.</summary>
public enum Arrival
{
    /// <summary>The account may be opened.</summary>
    Enter,

    /// <summary>An account of the same address is there: its owner has to confirm before the company opens it.</summary>
    Connect,

    /// <summary>Nobody has an account by that name, and none is made.</summary>
    NoAccount,

    /// <summary>The person is not in the group that may come in.</summary>
    NoGroup,

    /// <summary>The account is an administrator's, or kept for emergencies, or otherwise not to be opened by a company.</summary>
    Forbidden,
    Locked,
}

/// <summary>Finds or makes the account of whom a company has sent, by its lasting name for the person, never by the address.</summary>
public sealed class SamlArrival(
    PortalDbContext db, AccountMaking making, AccountUpdate update, AccountConnection connection, Administrators administrators, IOptions<AdminSettings> admin)
{
    /// <summary>Whose account the answer opens already; <c>null</c> for somebody new.</summary>
    public Task<Guid?> OwnerAsync(SamlProvider provider, SamlPerson person, CancellationToken cancellationToken) =>
        db.SamlIdentities.Where(row => row.ProviderId == provider.Id && row.Key == person.Key).Select(row => (Guid?)row.UserId).SingleOrDefaultAsync(cancellationToken);

    public async Task<(Arrival Arrival, Account? Account)> ReceiveAsync(HttpContext context, SamlProvider provider, SamlPerson person, CancellationToken cancellationToken)
    {
        if (provider.RequiredGroup is { } group && person.Groups?.Contains(group) != true)
        {
            return (Arrival.NoGroup, null);
        }

        // Twice at most: a new account that another post has just made is there at the second look.
        for (var tries = 0; tries < 2; tries++)
        {
            if (await OwnerAsync(provider, person, cancellationToken) is { } owner)
            {
                return await EnterAsync(context, provider, person, owner, cancellationToken);
            }

            _ = EmailAddress.TryParse(person.Email, out var email);
            var known = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.NormalizedEmail == email.Normalized && (row.EmailConfirmed || row.LockedAt != null), cancellationToken);
            if (known is not null)
            {
                return (await connection.MayAsync(provider, known, cancellationToken) ? Arrival.Connect : Arrival.Forbidden, known);
            }

            // The settings make whoever has that address an administrator: it is proven by its owner, never by a company.
            if (admin.Value.Covers(email.Value, isVerified: true, isBySaml: false))
            {
                return (Arrival.Forbidden, null);
            }

            if (!provider.CreatesAccounts)
            {
                return (Arrival.NoAccount, null);
            }

            if (await making.MakeAsync(context, provider, person, cancellationToken) is { } made)
            {
                return await EnterAsync(context, provider, person, made.Id, cancellationToken);
            }
        }

        return (Arrival.Forbidden, null);
    }

    /// <summary>Opens the account that is connected; never an administrator's, also one that became it since.</summary>
    public async Task<(Arrival Arrival, Account? Account)> EnterAsync(HttpContext context, SamlProvider provider, SamlPerson person, Guid owner, CancellationToken cancellationToken)
    {
        if ((await administrators.AllAsync(cancellationToken)).Any(one => one.Id == owner))
        {
            return (Arrival.Forbidden, null);
        }

        return await update.ApplyAsync(context, provider, person, owner, cancellationToken) switch
        {
            null or { IsBreakGlass: true } => (Arrival.Forbidden, null),
            { LockedAt: not null } => (Arrival.Locked, null),
            { } account => (Arrival.Enter, account),
        };
    }
}
