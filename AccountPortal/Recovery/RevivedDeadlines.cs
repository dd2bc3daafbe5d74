using AccountPortal.Data;
using AccountPortal.Deletion;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Recovery;

/// <summary>What a backup would have let happen at a time that has come, although its owner may have stopped it since.</summary>
internal sealed record Deadlines(int FactorResets, int Deletions, int Warnings, int AtOnce)
{
    public override string ToString() => $"resets of second factors: {FactorResets}, deletions: {Deletions}, warnings before one: {Warnings}, wishes to erase at once: {AtOnce}";
}

/// <summary>
/// Gives owners the time again that they had to stop a deletion or a reset of their factors. Who stopped it after the backup stopped it in a database that is gone: left
/// as it is, the first node that starts would erase the account of somebody who had kept it, or open it to whom its owner refused.
/// </summary>
internal sealed class RevivedDeadlines(PortalDbContext db, IOptions<DeletionSettings> settings)
{
    // Enough for the mail that is sent a week before to be read.
    private static readonly TimeSpan LongestRespite = DeletionReminders.Week;

    // The portal's own, for age or rest: it finds them again, and warns first.
    private static readonly string[] FoundAgain = [DeletionCause.Unverified, DeletionCause.Inactive];

    // Not the notice that tells a lock for inactivity from an administrator's.
    private static readonly string[] Warnings = [NoticeKind.Unverified, NoticeKind.Inactive, NoticeKind.InactiveReminded, NoticeKind.InactiveDeletion];

    public async Task<Deadlines> FindAsync(CancellationToken cancellationToken) => new(
        await db.FactorResets.CountAsync(cancellationToken), await Stoppable().CountAsync(cancellationToken), await Warned().CountAsync(cancellationToken),
        await db.ImmediateDeletions.CountAsync(cancellationToken));

    /// <summary>
    /// A reset is gone, and may be asked for again; a deletion that people asked for waits <see cref="DeletionSettings.GracePeriod"/> or a week, whichever is shorter, and is
    /// announced again; one for age or rest begins anew with its warning. What one administrator wished to be erased at once, and another may have
    /// declined since, is gone, and may be asked for again. In the caller's transaction.
    /// </summary>
    public async Task<Deadlines> TakeBackAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var resets = await db.FactorResets.ExecuteDeleteAsync(cancellationToken);
        var deletions = await Stoppable().Where(request => FoundAgain.Contains(request.Cause)).ExecuteDeleteAsync(cancellationToken);
        var earliest = now + (settings.Value.GracePeriod < LongestRespite ? settings.Value.GracePeriod : LongestRespite);
        deletions += await Stoppable().ExecuteUpdateAsync(
            set => set.SetProperty(request => request.ExecuteAt, request => request.ExecuteAt < earliest ? earliest : request.ExecuteAt)
                .SetProperty(request => request.WeekTold, (DateTimeOffset?)null).SetProperty(request => request.DayTold, (DateTimeOffset?)null),
            cancellationToken);
        return new(resets, deletions, await Warned().ExecuteDeleteAsync(cancellationToken), await db.ImmediateDeletions.ExecuteDeleteAsync(cancellationToken));
    }

    // Whoever was erased before the backup was brought back goes in any case.
    private IQueryable<DeletionRequest> Stoppable() => db.DeletionRequests.Where(request => request.Cause != DeletionCause.Restored);

    private IQueryable<AccountNotice> Warned() => db.AccountNotices.Where(notice => Warnings.Contains(notice.Kind));
}
