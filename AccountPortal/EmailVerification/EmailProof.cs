using AccountPortal.Activity;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.EmailVerification;

/// <summary>Marks an address as proven.</summary>
public sealed class EmailProof(PortalDbContext db, EmailTokens tokens, SecurityEvents events)
{
    /// <summary>
    /// Uses the token up and marks the account's address as proven, in the caller's transaction and under its lock of the account. <c>false</c> where the token was used
    /// meanwhile, or is for another address than the account has now.
    /// </summary>
    public async Task<bool> ProveAsync(EmailToken token, HttpContext context, CancellationToken cancellationToken)
    {
        if (!await tokens.UseAsync(token, cancellationToken))
        {
            return false;
        }

        var proven = await db.Users
            .Where(account => account.Id == token.UserId && account.Email == token.Email)
            .ExecuteUpdateAsync(set => set.SetProperty(account => account.EmailConfirmed, true), cancellationToken);
        events.Add(db, context, EventKind.EmailVerified, EventOutcome.Success, token.UserId);
        await db.SaveChangesAsync(cancellationToken);
        return proven == 1;
    }
}
