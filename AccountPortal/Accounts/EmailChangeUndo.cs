using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Deletion;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.Passwords;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Operation;
using AccountPortal.Sessions;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Accounts;

/// <summary>Gives an account its earlier address back, for whoever holds that mailbox and did not want the change.</summary>
public sealed class EmailChangeUndo(
    PortalDbContext db, EmailTokens tokens, SessionEnding ending, PasswordResetMail resetMail, StrangersDeletion deletion, CompanyDisconnection companies, BreakGlassAccounts emergencies, Outbox outbox, EmailLetters letters, SecurityEvents events)
{
    /// <summary>
    /// The company that looks after the account as it is: its address belongs to it, it is the only way in, and it opens the account. From there nothing leads out.
    /// <c>null</c> where there is none, also for an address that somebody else moved the account to.
    /// </summary>
    public Task<SamlRoute?> HeldByAsync(Guid userId, CancellationToken cancellationToken) => companies.HolderAsync(userId, cancellationToken);

    /// <summary>
    /// Uses the token up, sets its address, ends all sessions and makes the password unusable: whoever changed the address knew it. A link for a new
    /// one goes to the address. <c>false</c> where the token was used meanwhile or the address has become somebody else's.
    /// </summary>
    public async Task<bool> ApplyAsync(HttpContext context, EmailToken token, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(token.Email, out var email))
        {
            return false;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await deletion.HoldAsync(token.UserId, cancellationToken);
        await db.LockAddressForAsync(token.UserId, email, cancellationToken);
        if (await db.LockedAccountAsync(token.UserId, cancellationToken) is not { } account
            || await HeldByAsync(account.Id, cancellationToken) is not null
            || !await tokens.UseAsync(token, cancellationToken)
            || !await EmailChange.VacateAsync(db, email, account.Id, cancellationToken))
        {
            return false;
        }

        await RestoreAsync(context, account, token, email, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task RestoreAsync(HttpContext context, Account account, EmailToken token, EmailAddress email, CancellationToken cancellationToken)
    {
        var removed = account.Email!;
        await emergencies.TellIfLastAsync(account, cancellationToken);
        account.SetProvenEmail(email);
        account.SetPasswordHash(null);
        // Whoever moved the address may have let a company of theirs open the account.
        await companies.ApplyAsync(context, account, cancellationToken);
        await db.EndDeviceTrustAsync(account.Id, cancellationToken);
        await ending.EndAllAsync(account.Id, null, EndReason.EmailChanged, null, cancellationToken);
        await EndTokensAsync(token, cancellationToken);
        await deletion.CancelAsync(context, account, token.CreatedAt, null, cancellationToken);
        outbox.Add(db, letters.Undone(removed) with { AccountId = account.Id });
        await resetMail.AddAsync(db, account.Id, account.Email!, cancellationToken);
        events.Add(db, context, EventKind.EmailChangeUndone, EventOutcome.Success, account.Id);
        await db.SaveChangesAsync(cancellationToken);
    }

    // Of two changes in a row (hers to his, his to another of his) his own "undo" must not bring his address back: the later ones end.
    // Hers, from before, lives on if it was his that was used.
    private async Task EndTokensAsync(EmailToken used, CancellationToken cancellationToken)
    {
        await tokens.EndAsync(used.UserId, cancellationToken, TokenPurpose.ChangeEmail, TokenPurpose.SignUp, TokenPurpose.ResetPassword);
        await db.EmailTokens
            .Where(token => token.UserId == used.UserId && token.Purpose == TokenPurpose.UndoEmailChange && token.UsedAt == null && token.CreatedAt >= used.CreatedAt)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
