using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Export;

public enum ExportRequestOutcome
{
    Requested,

    /// <summary>One is being made, or waits to be fetched.</summary>
    AlreadyThere,
    Throttled,
}

/// <summary>What asking came to: the export that there is now, or how long to wait.</summary>
public sealed record ExportRequestResult(ExportRequestOutcome Outcome, DataExport? Export, TimeSpan Wait = default);

/// <summary>Asks for exports and finds them, for the page and for programs.</summary>
public sealed class ExportRequests(PortalDbContext db, Throttles throttles, SecurityEvents events, TimeProvider clock)
{
    /// <summary>So many at once, then one each eight hours: reading all that there is about somebody takes the database a while.</summary>
    public static readonly ThrottleRule Limit = new("export", 3, TimeSpan.FromHours(8));

    /// <summary>The newest export of the account.</summary>
    public Task<DataExport?> LatestAsync(Guid userId, CancellationToken cancellationToken) =>
        db.DataExports.AsNoTracking().Where(export => export.UserId == userId).OrderByDescending(export => export.RequestedAt).ThenByDescending(export => export.Id)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>Asks for one for whoever is signed in, unless there is one. Of many that ask at once one gets it made.</summary>
    public async Task<ExportRequestResult> RequestAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (userId, now) = (context.CurrentSession().UserId, clock.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAccountAsync(userId, cancellationToken);
        if (await LatestAsync(userId, cancellationToken) is { } latest && latest.IsOpen(now))
        {
            return new(ExportRequestOutcome.AlreadyThere, latest);
        }

        if (await throttles.TakeAsync(Limit, userId.ToString(), cancellationToken) is { } wait)
        {
            return new(ExportRequestOutcome.Throttled, null, wait);
        }

        var export = new DataExport { Id = Guid.CreateVersion7(now), UserId = userId, RequestedAt = now, State = ExportState.Waiting };
        db.DataExports.Add(export);
        events.Add(db, context, EventKind.ExportRequested, EventOutcome.Success, userId);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(ExportRequestOutcome.Requested, export);
    }
}
