using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Passwords;

namespace AccountPortal.Admin;

/// <summary>Mails an account's owner a link to set a new password. Nobody but the owner ever chooses one.</summary>
public sealed class AdminPasswordReset(PortalDbContext db, PasswordResetMail mail, SecurityEvents events)
{
    /// <summary>The address that the mail goes to; <c>null</c> where there is no such account.</summary>
    public async Task<string?> StartAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(userId, cancellationToken) is not { } account)
        {
            return null;
        }

        await mail.AddAsync(db, userId, account.Email!, cancellationToken, byAdministrator: true);
        events.Add(db, context, EventKind.AdminPasswordReset, EventOutcome.Success, userId, details: form.Details());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account.Email;
    }
}
