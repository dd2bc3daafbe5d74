using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Deletion;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>Tries deletions again that fail, before their time.</summary>
public sealed class DeletionActs(PortalDbContext db, SecurityEvents events, ErasureSignal signal, TimeProvider clock)
{
    /// <summary><c>false</c> where it does not fail (any more), or is being tried at this moment.</summary>
    public async Task<bool> RetryAsync(HttpContext context, Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.DeletionRequests
            .Where(request => request.UserId == userId && request.Attempts > 0 && request.NextAttemptAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(request => request.NextAttemptAt, now), cancellationToken) == 0)
        {
            return false;
        }

        events.Add(db, context, EventKind.AdminDeletionRetried, EventOutcome.Success, userId);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Set();
        return true;
    }
}
