using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Accounts;

/// <summary>Accounts that give way, because whoever made them never proved their address (P8a).</summary>
internal static class UnprovenAccounts
{
    /// <summary>
    /// Removes the account of this address that was never proven, if there is one, whole: with its sessions and whatever was set on it.
    /// Its events stay, under a pseudonym.
    /// In the caller's transaction, which holds the lock on the address.
    /// </summary>
    public static async Task RemoveUnprovenAsync(this PortalDbContext db, EmailAddress email, Guid? exceptId, CancellationToken cancellationToken)
    {
        var ids = await db.Database.SqlQuery<Guid>(
            $"""
            select id as "Value" from users
            where normalized_email = {email.Normalized} and not email_verified and ({exceptId}::uuid is null or id <> {exceptId})
            for no key update
            """).ToListAsync(cancellationToken);
        // A sign-out or a fresh link has locked its session or its earlier links by the time that it asks for the account (by its foreign key).
        // Removing the account first would take them the other way round, and each would wait for the other.
        await db.Sessions.Where(session => ids.Contains(session.UserId)).ExecuteDeleteAsync(cancellationToken);
        await db.EmailTokens.Where(token => ids.Contains(token.UserId)).ExecuteDeleteAsync(cancellationToken);
        foreach (var id in ids)
        {
            await db.EraseEventsAsync(id, Pseudonym.New(), cancellationToken);
        }

        // Mails that went out for it are the address's from now on: they go with the account that gets it.
        await db.OutboxEmails.Where(mail => mail.UserId != null && ids.Contains(mail.UserId.Value)).ExecuteUpdateAsync(set => set.SetProperty(mail => mail.UserId, (Guid?)null), cancellationToken);
        await db.Users.Where(account => ids.Contains(account.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}
