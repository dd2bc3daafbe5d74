using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Export;

/// <summary>What comes of a download: the archive has left and is deleted, or it is still here.</summary>
internal sealed class ExportDeparture(PortalDbContext db, SecurityEvents events, ExportLetters letters, ChangeFacts facts, Outbox outbox)
{
    /// <summary>It has left, whatever becomes of the request: the owner is told.</summary>
    public async Task LeftAsync(HttpContext context, LeavingArchive archive)
    {
        ExportQueue.BePatient(db);
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await db.LockedAccountAsync(archive.UserId, CancellationToken.None) is not { } account || !await EndAsync(archive, ExportState.Fetched))
        {
            return;
        }

        events.Add(db, context, EventKind.ExportFetched, EventOutcome.Success, archive.UserId);
        outbox.Add(db, letters.Fetched(account, facts.Of(context, account)));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    /// <summary>The download broke off: it can be tried again.</summary>
    public Task StaysAsync(LeavingArchive archive) => ExportDownload.Held(db, archive).ExecuteUpdateAsync(set => set
        .SetProperty(export => export.State, ExportState.Ready)
        .SetProperty(export => export.FetchedAt, (DateTimeOffset?)null)
        .SetProperty(export => export.LeaseUntil, (DateTimeOffset?)null));

    /// <summary>It cannot be opened and never will be.</summary>
    public Task IsBrokenAsync(LeavingArchive archive) => EndAsync(archive, ExportState.Failed);

    private async Task<bool> EndAsync(LeavingArchive archive, string state)
    {
        var ended = await ExportDownload.Held(db, archive)
            .ExecuteUpdateAsync(set => set.SetProperty(export => export.State, state).SetProperty(export => export.LeaseUntil, (DateTimeOffset?)null)) == 1;
        return ended && await ExportQueue.Parts(db, archive.Id).ExecuteDeleteAsync() >= 0;
    }
}
