using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Retention;

/// <summary>Writes runs down: each that removed something or failed, and the last of each rule.</summary>
public sealed class RetentionRuns(PortalDbContext db)
{
    public async Task AddAsync(RetentionRun run, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RetentionRuns.Where(earlier => earlier.Rule == run.Rule && earlier.Rows == 0 && earlier.Error == null).ExecuteDeleteAsync(cancellationToken);
        db.RetentionRuns.Add(run);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
