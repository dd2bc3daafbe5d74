using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Export;

/// <summary>An archive that is being downloaded; the instant is the proof of its one download.</summary>
public sealed record LeavingArchive(Guid Id, Guid UserId, DateTimeOffset Since, long Size);

/// <summary>What asking for an archive came to: the archive, or the export as it stands; neither where there is none.</summary>
public sealed record DownloadClaim(LeavingArchive? Archive, DataExport? Export);

/// <summary>Lets an archive out to one download. It is held by a lease while it leaves, so that one whose node dies gives it back.</summary>
public sealed class ExportDownload(PortalDbContext db, TimeProvider clock)
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Begins the download: of many that ask at once one gets it. Ownership and expiry are in the statement.</summary>
    public async Task<DownloadClaim> ClaimAsync(Guid userId, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // As exact as the database keeps it: the instant is compared with what it holds.
        var since = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        var mine = db.DataExports.Where(export => export.Id == id && export.UserId == userId);
        var claimed = await mine
            .Where(export => export.ExpiresAt > now && (export.State == ExportState.Ready || (export.State == ExportState.Leaving && export.LeaseUntil <= now)))
            .ExecuteUpdateAsync(
                set => set.SetProperty(export => export.State, ExportState.Leaving).SetProperty(export => export.FetchedAt, since).SetProperty(export => export.LeaseUntil, now + Lease),
                cancellationToken);
        var found = await mine.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return new(claimed == 1 && found is not null ? new LeavingArchive(id, userId, since, found.Size!.Value) : null, found);
    }

    internal static IQueryable<DataExport> Held(PortalDbContext db, LeavingArchive archive) =>
        db.DataExports.Where(export => export.Id == archive.Id && export.State == ExportState.Leaving && export.FetchedAt == archive.Since);
}
