using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Accounts;

/// <summary>Gives an account the new address that was just proven.</summary>
public sealed class EmailChange(
    PortalDbContext db, EmailTokens tokens, SessionEnding ending, SecurityEvents events, Outbox outbox, EmailLetters letters, ChangeFacts facts)
{
    /// <summary>How long the earlier address can undo the change.</summary>
    public static readonly TimeSpan UndoLifetime = TimeSpan.FromDays(7);

    /// <summary>
    /// Uses the token up and sets its address, in the caller's transaction. All sessions end but <paramref name="holder"/>, the one that
    /// confirmed it, which the caller gives a new key (P5). <c>false</c> where the token was used meanwhile or the address has become somebody
    /// else's: then the caller rolls back.
    /// </summary>
    public async Task<bool> ApplyAsync(HttpContext context, EmailToken token, CurrentSession? holder, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(token.Email, out var email))
        {
            return false;
        }

        await db.LockAddressForAsync(token.UserId, email, cancellationToken);
        if (await db.LockedAccountAsync(token.UserId, cancellationToken) is not { } account
            || !await tokens.UseAsync(token, cancellationToken)
            || !await VacateAsync(db, email, account.Id, cancellationToken))
        {
            return false;
        }

        var (oldEmail, wasProven) = (account.Email!, account.EmailConfirmed);
        account.SetProvenEmail(email);
        // Links that went to the address before must not open what has left it.
        await tokens.EndAsync(account.Id, cancellationToken, TokenPurpose.ChangeEmail, TokenPurpose.SignUp, TokenPurpose.ResetPassword);
        await EndUndoAsync(account, cancellationToken);
        await ending.EndAllAsync(account.Id, holder?.Id, EndReason.EmailChanged, holder, cancellationToken);
        if (wasProven)
        {
            // An address that was never proven may be a stranger's, who must not get a way in.
            var undo = tokens.Add(account.Id, oldEmail, UndoLifetime, TokenPurpose.UndoEmailChange);
            outbox.Add(db, letters.Changed(account, oldEmail, undo, UndoLifetime, facts.Of(context, account)));
        }

        events.Add(db, context, EventKind.EmailChanged, EventOutcome.Success, account.Id);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    // Back at an address that could still undo: there is nothing left to undo.
    private Task<int> EndUndoAsync(Account account, CancellationToken cancellationToken) => db.EmailTokens
        .Where(token => token.UserId == account.Id && token.Purpose == TokenPurpose.UndoEmailChange && token.UsedAt == null && token.Email == account.Email)
        .ExecuteDeleteAsync(cancellationToken);

    /// <summary>
    /// Makes room at an address whose mailbox was just proven: an account that never proved it goes. <c>false</c> where
    /// another account has proven it. The caller holds the lock on the address.
    /// </summary>
    internal static async Task<bool> VacateAsync(PortalDbContext db, EmailAddress email, Guid exceptId, CancellationToken cancellationToken)
    {
        await db.RemoveUnprovenAsync(email, exceptId, cancellationToken);
        return !await db.Users.AnyAsync(other => other.NormalizedEmail == email.Normalized && other.Id != exceptId, cancellationToken);
    }
}
