using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Sessions;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Deletion;

/// <summary>How keeping an account that was to be deleted went.</summary>
public enum KeepOutcome
{
    Kept,

    /// <summary>No deletion waits (any more).</summary>
    Unchanged,

    /// <summary>The account was erased a moment ago.</summary>
    TooLate,

    /// <summary>It is not the owner's to take back.</summary>
    NotTheirs,

    /// <summary>Another request ended this session, gave it a new key, or used the link: nothing was done.</summary>
    Overtaken,
}

/// <summary>
/// Cancels deletions that wait. What was shut opens again, so every session ends but the one that did it, which gets a new key (P5): a stranger who asked
/// for the deletion with a stolen session must not be let in again by the owner who keeps the account.
/// </summary>
public sealed class AccountKeeping(
    PortalDbContext db, DeletionWithdrawal withdrawal, EmailTokens tokens, SessionRotation rotation, SessionEnding ending, DeletionMails mails, SecurityEvents events)
{
    private static readonly string[] Warnings = [NoticeKind.Unverified, NoticeKind.InactiveDeletion];

    /// <summary>The owner does, signed in.</summary>
    public async Task<KeepOutcome> ByOwnerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var current = context.CurrentSession();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await withdrawal.HoldAsync(current.UserId, cancellationToken) is not { } request)
        {
            return await db.Users.AnyAsync(row => row.Id == current.UserId, cancellationToken) ? KeepOutcome.Unchanged : KeepOutcome.TooLate;
        }

        if (!DeletionCause.IsOwnersToCancel(request.Cause))
        {
            return KeepOutcome.NotTheirs;
        }

        if (await db.LockedAccountAsync(current.UserId, cancellationToken) is not { } account || await rotation.RotateAsync(current, cancellationToken) is not { } key)
        {
            return KeepOutcome.Overtaken;
        }

        await ending.EndAllAsync(account.Id, current.Id, EndReason.DeletionCancelled, current, cancellationToken);
        events.Add(db, context, EventKind.DeletionCancelled, EventOutcome.Success, account.Id, details: new() { ["by"] = "page" });
        await EndAsync(context, account, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        rotation.HandOut(context, current, key);
        return KeepOutcome.Kept;
    }

    /// <summary>The owner does, by a mailed link, which signs nobody in. Of many that bring it together, a single one does.</summary>
    public async Task<KeepOutcome> ByLinkAsync(HttpContext context, EmailToken token, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await withdrawal.HoldAsync(token.UserId, cancellationToken) is not { } request)
        {
            return KeepOutcome.Unchanged;
        }

        if (!DeletionCause.IsOwnersToCancel(request.Cause))
        {
            return KeepOutcome.NotTheirs;
        }

        if (await db.LockedAccountAsync(token.UserId, cancellationToken) is not { } account || !await tokens.UseAsync(token, cancellationToken))
        {
            return KeepOutcome.Overtaken;
        }

        await SignEverybodyOutAsync(account, null, cancellationToken);
        events.Add(db, context, EventKind.DeletionCancelled, EventOutcome.Success, account.Id, details: new() { ["by"] = "link" });
        await EndAsync(context, account, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return KeepOutcome.Kept;
    }

    /// <summary>An administrator does, whatever caused it.</summary>
    public async Task<KeepOutcome> ByAdministratorAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await withdrawal.HoldAsync(userId, cancellationToken) is null || await db.LockedAccountAsync(userId, cancellationToken) is not { } account)
        {
            return KeepOutcome.Unchanged;
        }

        await SignEverybodyOutAsync(account, context.CurrentSession(), cancellationToken);
        events.Add(db, context, EventKind.AdminDeletionCancelled, EventOutcome.Success, userId, details: form.Details());
        await withdrawal.EndAsync(userId, cancellationToken);
        // What it was to go for may still be so. Without a new warning, and the time that follows it, the next round would take it all the same.
        await db.AccountNotices.Where(notice => notice.UserId == userId && Warnings.Contains(notice.Kind)).ExecuteDeleteAsync(cancellationToken);
        mails.AddKeptByAdministrator(account, form.KeptMessage);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return KeepOutcome.Kept;
    }

    private async Task SignEverybodyOutAsync(Account account, CurrentSession? by, CancellationToken cancellationToken)
    {
        await db.EndDeviceTrustAsync(account.Id, cancellationToken);
        await ending.EndAllAsync(account.Id, null, EndReason.DeletionCancelled, by, cancellationToken);
    }

    private async Task EndAsync(HttpContext context, Account account, CancellationToken cancellationToken)
    {
        await withdrawal.EndAsync(account.Id, cancellationToken);
        mails.AddKept(context, account);
        await db.SaveChangesAsync(cancellationToken);
    }
}
