using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.TwoFactor;

namespace AccountPortal.Passwords;

/// <summary>What follows from a change of password: links and trust of before end, the owner is told, the log has it.</summary>
public sealed class PasswordChangeRecord(PortalDbContext db, EmailTokens tokens, Outbox outbox, PasswordLetters letters, ChangeFacts facts, SecurityEvents events)
{
    /// <summary>Saves too; the caller commits.</summary>
    public async Task ChangedAsync(HttpContext context, Account account, CancellationToken cancellationToken)
    {
        await tokens.EndAsync(account.Id, cancellationToken, TokenPurpose.ResetPassword);
        await db.EndDeviceTrustAsync(account.Id, cancellationToken);
        outbox.Add(db, letters.Changed(account, facts.Of(context, account)));
        events.Add(db, context, EventKind.PasswordChanged, EventOutcome.Success, account.Id);
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task RefusedAsync(HttpContext context, Account account, CurrentPasswordOutcome current, CancellationToken cancellationToken)
    {
        var reason = current == CurrentPasswordOutcome.Wrong ? "wrong" : "rules";
        events.Add(db, context, EventKind.PasswordChanged, EventOutcome.Refused, account.Id, details: new() { ["reason"] = reason });
        await db.SaveChangesAsync(cancellationToken);
    }
}
