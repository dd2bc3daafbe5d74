using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Deletion;
using AccountPortal.Mail;
using AccountPortal.Security;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Inactivity;

/// <summary>
/// The lock of an account that nobody used. Unlike an administrator's, its owner opens it, by a new password through their mailbox. It is told from that one by the
/// notice of the same instant.
/// </summary>
public sealed class InactivityLock(PortalDbContext db, Throttles throttles, Outbox outbox, InactivityLetters letters, SecurityEvents events)
{
    /// <summary>What the pages say to who has brought the right password.</summary>
    public const string Says = "This account is locked, because it was not used for a long time. Set a new password with \"Forgot your password?\": that opens it again. We have sent you a mail about it.";

    private static readonly string[] Notices = [NoticeKind.Inactive, NoticeKind.InactiveReminded, NoticeKind.LockedInactive, NoticeKind.InactiveDeletion];

    private static readonly ThrottleRule PerAccount = new("inactivity/mail", 1, TimeSpan.FromHours(1));

    public Task<bool> HoldsAsync(Guid userId, CancellationToken cancellationToken) => db.AccountNotices.AnyAsync(
        notice => notice.UserId == userId && notice.Kind == NoticeKind.LockedInactive && db.Users.Any(account => account.Id == userId && account.LockedAt == notice.SentAt),
        cancellationToken);

    /// <summary>Mails the owner, who has just brought the right password, how to open the account; once an hour. The caller saves.</summary>
    public async Task TellAsync(Account account, CancellationToken cancellationToken)
    {
        if (await throttles.TakeAsync(PerAccount, account.Id.ToString(), cancellationToken) is null)
        {
            outbox.Add(db, letters.HowToOpen(account));
        }
    }

    /// <summary>
    /// Opens the account, if this is what locked it and it is not to be deleted already. In the transaction of the caller, who holds the account's lock, has seen
    /// that its owner reads the mailbox, and saves.
    /// </summary>
    public async Task OpenAsync(HttpContext context, Account account, CancellationToken cancellationToken)
    {
        if (account.LockedAt is not null
            && await HoldsAsync(account.Id, cancellationToken)
            && !await db.DeletionRequests.AnyAsync(request => request.UserId == account.Id, cancellationToken))
        {
            account.Unlock();
            await ForgetAsync(account.Id, cancellationToken);
            events.Add(db, context, EventKind.InactivityUnlocked, EventOutcome.Success, account.Id);
        }
    }

    /// <summary>Forgets what the owner was told: an administrator locks or unlocks the account.</summary>
    public Task ForgetAsync(Guid userId, CancellationToken cancellationToken) =>
        db.AccountNotices.Where(notice => notice.UserId == userId && Notices.Contains(notice.Kind)).ExecuteDeleteAsync(cancellationToken);
}
