using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Export;

/// <summary>An export that this node makes. The attempt is its proof: once another node has begun anew, nothing that is done in its name counts.</summary>
internal sealed record ClaimedExport(Guid Id, Guid UserId, int Attempt);

/// <summary>
/// The exports as those who make them see them. A claim holds for <see cref="Lease"/> and is renewed while the work goes on; a node that dies midway lets
/// it run out, and another starts anew.
/// </summary>
internal sealed class ExportQueue(IServiceScopeFactory scopes, TimeProvider clock)
{
    public const int MostAttempts = 3;

    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>After an attempt that failed.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>The next export to be made, if there is one. Any number of nodes may ask at once: each export goes to one of them.</summary>
    public async Task<ClaimedExport?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (now, db) = (clock.GetUtcNow(), Context(scope));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var claimed = await db.DataExports.FromSql(
            $"""
            with due as materialized (
              select id from data_exports
              where state in ('waiting', 'running') and (lease_until is null or lease_until <= {now})
              order by requested_at limit 1 for update skip locked)
            update data_exports set state = 'running', attempts = attempts + 1, lease_until = {now + Lease}, rows_done = 0, rows_total = null
            from due where data_exports.id = due.id
            returning data_exports.*
            """).AsNoTracking().ToListAsync(cancellationToken);
        foreach (var export in claimed)
        {
            // What a broken attempt left behind.
            await Parts(db, export.Id).ExecuteDeleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return claimed is [var one] ? new ClaimedExport(one.Id, one.UserId, one.Attempts) : null;
    }

    /// <summary>Says how far it is, and renews the claim. <c>false</c>: it is lost.</summary>
    public async Task<bool> RenewAsync(ClaimedExport export, ExportProgress progress, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var until = clock.GetUtcNow() + Lease;
        return await Held(Context(scope), export).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.RowsDone, progress.Done).SetProperty(row => row.RowsTotal, progress.Total).SetProperty(row => row.LeaseUntil, until),
            cancellationToken) == 1;
    }

    /// <summary>Adds a part. <c>false</c>: the claim is lost, and nothing was added.</summary>
    public async Task<bool> AddPartAsync(ClaimedExport export, int number, byte[] content, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        // The row stays locked while the part goes in: otherwise it could turn up in the attempt of a node that has begun anew meanwhile.
        return await Context(scope).Database.ExecuteSqlAsync(
            $"""
            insert into data_export_parts (export_id, number, protected_content)
            select id, {number}, {content} from data_exports where id = {export.Id} and state = 'running' and attempts = {export.Attempt} for no key update
            """,
            cancellationToken) == 1;
    }

    /// <summary>Hands it over at once: the portal stops. That is no failure of the attempt.</summary>
    public async Task ReleaseAsync(ClaimedExport export)
    {
        await using var scope = scopes.CreateAsyncScope();
        await Held(Context(scope), export).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, ExportState.Waiting)
            .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null)
            .SetProperty(row => row.Attempts, row => row.Attempts - 1));
    }

    /// <summary>Lets it be tried again after a pause.</summary>
    public async Task PostponeAsync(ClaimedExport export, string error)
    {
        await using var scope = scopes.CreateAsyncScope();
        var next = clock.GetUtcNow() + Pause;
        await Held(Context(scope), export).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, ExportState.Waiting)
            .SetProperty(row => row.LeaseUntil, next)
            .SetProperty(row => row.LastError, error));
    }

    /// <summary>Deletes archives that nobody fetched in time.</summary>
    public async Task ExpireAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (now, db) = (clock.GetUtcNow(), Context(scope));
        // One statement: nobody begins to fetch an archive whose parts are on their way out.
        await db.Database.ExecuteSqlAsync(
            $"""
            with over as (
              update data_exports set state = 'expired', lease_until = null
              where expires_at <= {now} and (state = 'ready' or (state = 'leaving' and lease_until <= {now}))
              returning id)
            delete from data_export_parts using over where export_id = over.id
            """,
            cancellationToken);
    }

    internal static IQueryable<DataExport> Held(PortalDbContext db, ClaimedExport export) =>
        db.DataExports.Where(row => row.Id == export.Id && row.State == ExportState.Running && row.Attempts == export.Attempt);

    internal static IQueryable<DataExportPart> Parts(PortalDbContext db, Guid id) => db.DataExportParts.Where(part => part.ExportId == id);

    /// <summary>Deleting the parts of a large archive takes longer than what a request may.</summary>
    internal static void BePatient(PortalDbContext db) => db.Database.SetCommandTimeout(Lease);

    private static PortalDbContext Context(AsyncServiceScope scope)
    {
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        BePatient(db);
        return db;
    }
}
