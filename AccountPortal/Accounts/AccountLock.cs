using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Accounts;

/// <summary>
/// Who goes first, where two changes of one account meet. The locks last until the caller's transaction ends. Where both are needed
/// the address comes first, always, and accounts by their ids, so that no two wait for each other.
/// </summary>
public static class AccountLock
{
    /// <summary>
    /// Locks an account's row and returns its security stamp; <c>null</c> where the account is gone. Sign-ins and changes of password, address
    /// and factors take it, so that none overtakes another: a session that began with the old password would outlive it (P6).
    /// </summary>
    public static async Task<string?> LockAccountAsync(this PortalDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        // "no key": a plain "for update" would block every insert that refers to the account.
        var stamps = await db.Database
            .SqlQuery<string>($"select security_stamp as \"Value\" from users where id = {userId} for no key update")
            .ToListAsync(cancellationToken);
        return stamps.SingleOrDefault();
    }

    /// <summary>Locks an account's row and returns the account as it stands now, ready to be changed; <c>null</c> where it is gone.</summary>
    public static async Task<Account?> LockedAccountAsync(this PortalDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        if (await db.LockAccountAsync(userId, cancellationToken) is null)
        {
            return null;
        }

        // EF Core keeps the values of an instance that it knows: it may have been read before the lock.
        if (db.ChangeTracker.Entries<Account>().SingleOrDefault(entry => entry.Entity.Id == userId) is { } known)
        {
            await known.ReloadAsync(cancellationToken);
            return known.Entity;
        }

        return await db.Users.SingleAsync(row => row.Id == userId, cancellationToken);
    }

    /// <summary>
    /// Locks an address for the account that is to have it, and together with that account the one that has it now and may have to give way: of two
    /// that take each other's address each would otherwise hold what the other waits for. Returns the account's security stamp; <c>null</c> where it is gone.
    /// </summary>
    public static async Task<string?> LockAddressForAsync(this PortalDbContext db, Guid userId, EmailAddress email, CancellationToken cancellationToken)
    {
        await db.LockAddressAsync(email, cancellationToken);
        await db.Database
            .SqlQuery<Guid>($"select id as \"Value\" from users where id = {userId} or normalized_email = {email.Normalized} order by id for no key update")
            .ToListAsync(cancellationToken);
        return await db.LockAccountAsync(userId, cancellationToken);
    }

    /// <summary>Locks an address, whether or not an account has it: sign-ups and changes that want the same one follow each other.</summary>
    public static Task LockAddressAsync(this PortalDbContext db, EmailAddress email, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"address:" + email.Normalized}, 0))", cancellationToken);
}
