using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Inactivity;
using AccountPortal.Mail;
using AccountPortal.Saml.Operation;
using AccountPortal.Sessions;
using AccountPortal.TwoFactor;

namespace AccountPortal.Admin;

/// <summary>How locking or unlocking went.</summary>
public enum LockOutcome
{
    Done,

    /// <summary>It was so already.</summary>
    Unchanged,
    NotFound,

    /// <summary>Nobody locks themselves out.</summary>
    Self,

    /// <summary>Nobody would be left to unlock anything.</summary>
    LastAdministrator,

    /// <summary>A domain is enforced, and nobody could get in without the company.</summary>
    LastEmergency,
}

/// <summary>
/// Locks accounts and unlocks them, all in one transaction: nobody is signed in to a locked account, and no sign-in that was under way gets in
/// after it, for the account's security stamp is another one (P6).
/// </summary>
public sealed class AccountLocking(
    PortalDbContext db, SessionEnding ending, SecurityEvents events, Outbox outbox, AdminLetters letters, Administrators administrators, BreakGlassAccounts emergencies, InactivityLock inactivity,
    TimeProvider clock)
{
    public async Task<LockOutcome> LockAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        var current = context.CurrentSession();
        if (userId == current.UserId)
        {
            return LockOutcome.Self;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await administrators.WaitForTurnAsync(cancellationToken);
        await emergencies.WaitForTurnAsync(cancellationToken);
        if (await db.LockedAccountAsync(userId, cancellationToken) is not { } account)
        {
            return LockOutcome.NotFound;
        }

        // Over the lock of an account that nobody uses, which its owner could open.
        if (account.LockedAt is not null && !await inactivity.HoldsAsync(userId, cancellationToken))
        {
            return LockOutcome.Unchanged;
        }

        if (await administrators.IsLastAsync(userId, cancellationToken))
        {
            return LockOutcome.LastAdministrator;
        }

        if (await emergencies.IsLastAsync(userId, cancellationToken))
        {
            return LockOutcome.LastEmergency;
        }

        await inactivity.ForgetAsync(userId, cancellationToken);
        account.Lock(form.KeptReason, clock.GetUtcNow());
        await db.EndDeviceTrustAsync(userId, cancellationToken);
        await ending.EndAllAsync(userId, null, EndReason.AccountLocked, current, cancellationToken);
        outbox.Add(db, letters.Locked(account, form.KeptMessage));
        events.Add(db, context, EventKind.AccountLocked, EventOutcome.Success, userId, details: form.Details());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return LockOutcome.Done;
    }

    public async Task<LockOutcome> UnlockAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(userId, cancellationToken) is not { } account)
        {
            return LockOutcome.NotFound;
        }

        if (account.LockedAt is null)
        {
            return LockOutcome.Unchanged;
        }

        account.Unlock();
        await inactivity.ForgetAsync(userId, cancellationToken);
        outbox.Add(db, letters.Unlocked(account, form.KeptMessage));
        events.Add(db, context, EventKind.AccountUnlocked, EventOutcome.Success, userId, details: form.Details());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return LockOutcome.Done;
    }
}
