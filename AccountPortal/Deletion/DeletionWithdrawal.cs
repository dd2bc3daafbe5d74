using AccountPortal.Data;
using AccountPortal.EmailVerification;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Deletion;

/// <summary>
/// Takes a deletion that waits off an account. Its row is locked before the account's, as where it is carried out: none waits for the other, and whoever
/// commits first, the erasure or this, has decided.
/// </summary>
public sealed class DeletionWithdrawal(PortalDbContext db, TimeProvider clock)
{
    /// <summary>Locks what waits for that account, in the caller's transaction and before its lock of the account; <c>null</c> where nothing does.</summary>
    public async Task<DeletionRequest?> HoldAsync(Guid userId, CancellationToken cancellationToken)
    {
        var held = await db.Database.SqlQuery<Guid>($"select user_id as \"Value\" from deletion_requests where user_id = {userId} for update").ToListAsync(cancellationToken);
        return held.Count == 0 ? null : await db.DeletionRequests.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken);
    }

    /// <summary>Deletes it. Every link that would have done the same has done its work.</summary>
    public async Task EndAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await db.DeletionRequests.Where(row => row.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.EmailTokens.Where(token => token.UserId == userId && token.Purpose == TokenPurpose.CancelDeletion && token.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(token => token.UsedAt, now), cancellationToken);
    }
}
