using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>Makes the account of somebody who comes through their company for the first time.</summary>
public sealed class AccountMaking(PortalDbContext db, SamlOpening opening, SecurityEvents events, TimeProvider clock)
{
    /// <summary>
    /// Makes the account with the address that the provider vouches for; one of that address that nobody has proven gives way (P8a). <c>null</c> where
    /// somebody else was quicker, or the domain is the provider's no longer: whoever calls looks again.
    /// </summary>
    public async Task<Account?> MakeAsync(HttpContext context, SamlProvider provider, SamlPerson person, CancellationToken cancellationToken)
    {
        _ = EmailAddress.TryParse(person.Email, out var email);
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await opening.HoldAsync(provider, email.Domain, cancellationToken))
        {
            return null;
        }

        // Of many posts at once for one new person one makes the account; by address and by name, for either could be the same.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"saml:{provider.Id} {person.Key}"}, 0))", cancellationToken);
        await db.LockAddressAsync(email, cancellationToken);
        if (await db.SamlIdentities.AnyAsync(row => row.ProviderId == provider.Id && row.Key == person.Key, cancellationToken)
            || await db.Users.AnyAsync(row => row.NormalizedEmail == email.Normalized && (row.EmailConfirmed || row.LockedAt != null), cancellationToken))
        {
            return null;
        }

        await db.RemoveUnprovenAsync(email, exceptId: null, cancellationToken);
        var account = Account.Create(email, now);
        (account.EmailConfirmed, account.DisplayName) = (true, person.DisplayName);
        db.Users.Add(account);
        db.SamlIdentities.Add(new SamlIdentity
        {
            Id = Guid.CreateVersion7(now), ProviderId = provider.Id, Key = person.Key, UserId = account.Id, MadeAccount = true, CreatedAt = now, Email = person.Email,
        });
        events.Add(db, context, EventKind.SignUp, EventOutcome.Success, account.Id, details: new() { ["method"] = AuthMethod.Saml, ["company"] = provider.Name });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
