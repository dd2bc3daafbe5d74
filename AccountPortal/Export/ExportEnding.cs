using AccountPortal.Activity;
using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Export;

/// <summary>How the making of an export ends, and the mail that tells of it, in one transaction.</summary>
internal sealed class ExportEnding(PortalDbContext db, ExportLetters letters, Outbox outbox, IOptions<ExportSettings> settings, TimeProvider clock)
{
    /// <summary>The archive is whole. <c>false</c>: the claim was lost.</summary>
    public Task<bool> ReadyAsync(ClaimedExport claimed, long rows, long size, byte[] sha256, CancellationToken cancellationToken) => EndAsync(
        claimed,
        (export, now) =>
        {
            (export.State, export.LeaseUntil, export.LastError) = (ExportState.Ready, null, null);
            (export.RowsDone, export.RowsTotal, export.Size, export.Sha256) = (rows, rows, size, sha256);
            (export.ReadyAt, export.ExpiresAt) = (now, now + settings.Value.Lifetime);
        },
        letters.Ready,
        cancellationToken);

    /// <summary>It cannot be made; whatever there is of it goes.</summary>
    public Task<bool> FailedAsync(ClaimedExport claimed, string? error, CancellationToken cancellationToken) => EndAsync(
        claimed,
        (export, _) => (export.State, export.LeaseUntil, export.LastError) = (ExportState.Failed, null, error ?? export.LastError),
        letters.Failed,
        cancellationToken);

    private async Task<bool> EndAsync(
        ClaimedExport claimed, Action<DataExport, DateTimeOffset> end, Func<Account, DataExport, SecurityEvent?, Letter> letter, CancellationToken cancellationToken)
    {
        ExportQueue.BePatient(db);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The account first, as everybody who locks both.
        if (await db.LockedAccountAsync(claimed.UserId, cancellationToken) is not { } account
            || await LockedAsync(claimed, cancellationToken) is not { } export)
        {
            return false;
        }

        end(export, clock.GetUtcNow());
        if (export.State == ExportState.Failed)
        {
            await ExportQueue.Parts(db, export.Id).ExecuteDeleteAsync(cancellationToken);
        }

        outbox.Add(db, letter(account, export, await RequestAsync(export, cancellationToken)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<DataExport?> LockedAsync(ClaimedExport claimed, CancellationToken cancellationToken)
    {
        var rows = await db.DataExports.FromSql(
            $"select * from data_exports where id = {claimed.Id} and state = 'running' and attempts = {claimed.Attempt} for no key update").ToListAsync(cancellationToken);
        return rows.SingleOrDefault();
    }

    // Who asked for it, and from where, is told with the mail that the archive is there.
    private Task<SecurityEvent?> RequestAsync(DataExport export, CancellationToken cancellationToken) =>
        db.SecurityEvents.AsNoTracking()
            .Where(happened => happened.AccountId == export.UserId && happened.Kind == EventKind.ExportRequested && happened.At >= export.RequestedAt)
            .OrderBy(happened => happened.Id).FirstOrDefaultAsync(cancellationToken);
}
