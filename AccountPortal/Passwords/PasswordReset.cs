using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Inactivity;
using AccountPortal.Mail;
using AccountPortal.Sessions;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Passwords;

/// <summary>Sets a new password for whoever holds the account's mailbox.</summary>
public sealed class PasswordReset(
    PortalDbContext db, EmailTokens tokens, PasswordFence passwords, SessionEnding ending, SecurityEvents events, Outbox outbox, PasswordLetters letters, ChangeFacts facts,
    InactivityLock inactivity)
{
    /// <summary>
    /// Uses the token up and sets the password, all in one transaction. Every session of the account ends, this browser's too (P6): a reset
    /// signs nobody in, for it must not stand in for a second factor (ASVS 6.4.3). <c>false</c> where the token was used meanwhile.
    /// </summary>
    public async Task<bool> ApplyAsync(HttpContext context, EmailToken token, string newPassword, CancellationToken cancellationToken)
    {
        _ = EmailAddress.TryParse(token.Email, out var address);
        // Before anything is locked: there may be a queue.
        var hash = await passwords.HashAsync(new Account { Id = token.UserId, CreatedAt = default }, newPassword, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // A reset proves the address: a sign-up that replaces the unproven account waits, or finds it proven.
        await db.LockAddressAsync(address, cancellationToken);
        if (await db.LockedAccountAsync(token.UserId, cancellationToken) is not { } account
            || account.Email != token.Email
            || !await tokens.UseAsync(token, cancellationToken))
        {
            return false;
        }

        account.SetPasswordHash(hash);
        // Who reads the mailbox has proven it; what somebody else may have set up on the unproven account is gone with their sessions (P8a).
        account.EmailConfirmed = true;
        await inactivity.OpenAsync(context, account, cancellationToken);
        await db.EndDeviceTrustAsync(account.Id, cancellationToken);
        await ending.EndAllAsync(account.Id, null, EndReason.PasswordReset, null, cancellationToken);
        await tokens.EndAsync(account.Id, cancellationToken, TokenPurpose.ResetPassword, TokenPurpose.SignUp, TokenPurpose.ChangeEmail);
        var passkeys = await db.UserPasskeys.CountAsync(row => row.UserId == account.Id, cancellationToken);
        outbox.Add(db, letters.WasReset(account, passkeys, facts.Of(context, account)));
        events.Add(db, context, EventKind.PasswordReset, EventOutcome.Success, account.Id);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
