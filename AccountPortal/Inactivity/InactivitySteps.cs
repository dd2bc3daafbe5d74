using System.Globalization;
using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Deletion;
using AccountPortal.Mail;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NoticeKind = AccountPortal.Deletion.NoticeKind;

namespace AccountPortal.Inactivity;

/// <summary>
/// Does what is to be done with one account that nobody uses, with its mail and its event in one transaction. What it is, is decided under the account's lock, which
/// a sign-in takes too: whoever comes back at that moment is before it, or finds the account locked.
/// </summary>
public sealed class InactivitySteps(
    PortalDbContext db, InactiveAccounts accounts, SessionEnding ending, SecurityEvents events, Outbox outbox, InactivityLetters letters, TimeProvider clock,
    IOptions<InactivitySettings> settings)
{
    /// <summary>The step that was done; <c>null</c> where none is due, another node did it, or somebody came back.</summary>
    public async Task<InactivityStep?> ApplyAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(userId, cancellationToken) is not { } account
            || await accounts.AmongAsync([userId], cancellationToken) is not [var inactive]
            || inactive.Next(settings.Value, clock.GetUtcNow()) is not { } step
            || !await ApplyAsync(account, inactive, step, cancellationToken))
        {
            return null;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return step;
    }

    private async Task<bool> ApplyAsync(Account account, InactiveAccount inactive, InactivityStep step, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        switch (step)
        {
            case InactivityStep.Remind:
                outbox.Add(db, letters.Unused(account, inactive.LastUse, null));
                Tell(account, EventKind.InactivityWarned, inactive);
                return await NoteAsync(account, NoticeKind.InactiveReminded, now, inactive.LastUse, cancellationToken);
            case InactivityStep.Warn:
                outbox.Add(db, letters.Unused(account, inactive.LastUse, Later(now + settings.Value.UntilLock, inactive.LastUse + settings.Value.LockAfter)));
                Tell(account, EventKind.InactivityWarned, inactive);
                return await NoteAsync(account, NoticeKind.Inactive, now, inactive.LastUse, cancellationToken);
            case InactivityStep.Lock:
                return await LockAsync(account, inactive, now, cancellationToken);
            case InactivityStep.TellDeletion:
                outbox.Add(db, letters.ToBeDeleted(account, inactive.LastUse, DeletedAt(inactive, now)));
                return await NoteAsync(account, NoticeKind.InactiveDeletion, now, now, cancellationToken);
            default:
                Tell(account, EventKind.InactivityDeletion, inactive);
                return await db.Database.ExecuteSqlAsync(
                    $"""
                    insert into deletion_requests (user_id, requested_at, execute_at, cause) values ({account.Id}, {now}, {now}, {DeletionCause.Inactive})
                    on conflict do nothing
                    """,
                    cancellationToken) == 1;
        }
    }

    private async Task<bool> LockAsync(Account account, InactiveAccount inactive, DateTimeOffset now, CancellationToken cancellationToken)
    {
        account.Lock($"Nobody used it since {inactive.LastUse.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}.", now);
        await db.EndDeviceTrustAsync(account.Id, cancellationToken);
        await ending.EndAllAsync(account.Id, null, EndReason.AccountLocked, null, cancellationToken);
        outbox.Add(db, letters.Locked(account, inactive.LastUse, settings.Value.Deletes ? DeletedAt(inactive, now) : null));
        Tell(account, EventKind.InactivityLocked, inactive);
        return await NoteAsync(account, NoticeKind.LockedInactive, now, now, cancellationToken)
            && (!settings.Value.Deletes || await NoteAsync(account, NoticeKind.InactiveDeletion, now, now, cancellationToken));
    }

    // One row for each kind: of two that write the same notice one does, and one from before the last use gives way.
    private async Task<bool> NoteAsync(Account account, string kind, DateTimeOffset now, DateTimeOffset since, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into account_notices (user_id, kind, sent_at) values ({account.Id}, {kind}, {now})
            on conflict (user_id, kind) do update set sent_at = excluded.sent_at where account_notices.sent_at < {since}
            """,
            cancellationToken) == 1;

    private void Tell(Account account, string kind, InactiveAccount inactive) => events.AddWithoutRequest(
        db, kind, account.Id, new() { ["unused"] = Duration.InWords(clock.GetUtcNow() - inactive.LastUse) });

    private DateTimeOffset DeletedAt(InactiveAccount inactive, DateTimeOffset now) => Later(now + settings.Value.UntilDeletion, inactive.LastUse + settings.Value.DeleteAfter);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
