using AccountPortal.Data;
using AccountPortal.EmailVerification;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Accounts;

/// <summary>An address that somebody wants to move to and has not confirmed yet.</summary>
public sealed record PendingEmail(string Email, DateTimeOffset ExpiresAt);

/// <summary>Finds the change of address that an account waits for.</summary>
public sealed class PendingEmails(PortalDbContext db)
{
    /// <summary>The last one that was asked for and neither confirmed nor cancelled; its link may be over.</summary>
    public Task<PendingEmail?> FindAsync(Guid accountId, CancellationToken cancellationToken) => db.EmailTokens
        .Where(token => token.UserId == accountId && token.Purpose == TokenPurpose.ChangeEmail && token.UsedAt == null)
        .OrderByDescending(token => token.CreatedAt)
        .Select(token => new PendingEmail(token.Email, token.ExpiresAt))
        .FirstOrDefaultAsync(cancellationToken);
}
