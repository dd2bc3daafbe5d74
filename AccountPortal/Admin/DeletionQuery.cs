using AccountPortal.Data;
using AccountPortal.Deletion;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>Which deletions: those that wait for their time, those that fail, or those that an administrator wants at once.</summary>
public enum DeletionState
{
    Pending,
    Failing,
    Asked,
}

/// <summary>One account that is to be deleted.</summary>
public sealed record DeletionRow(
    Guid UserId, string Email, string Cause, DateTimeOffset RequestedAt, DateTimeOffset ExecuteAt, string? Reason, int Attempts, DateTimeOffset? NextAttemptAt, string? LastError);

/// <summary>One that waits for a second administrator. <paramref name="IsOwn"/>: the reader asked for it.</summary>
public sealed record AskedDeletionRow(Guid UserId, string Email, string AskedBy, string Reason, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, bool IsOwn);

/// <summary>A page of deletions, the earliest first. <paramref name="Later"/>: the key of the next page; none where it is the last.</summary>
public sealed record DeletionsPage(
    DeletionState State, Guid? After, IReadOnlyList<DeletionRow> Rows, Guid? Later, IReadOnlyList<AskedDeletionRow> Asked, int Pending, int Failing);

/// <summary>Reads the deletions as administrators see them.</summary>
public sealed class DeletionQuery(PortalDbContext db, ImmediateDeletions immediate, AccountNames names)
{
    public const int PageSize = 25;

    /// <summary>How many deletions fail.</summary>
    public Task<int> FailingAsync(CancellationToken cancellationToken) => db.DeletionRequests.CountAsync(request => request.Attempts > 0, cancellationToken);

    /// <summary>The page that <paramref name="reader"/> sees; <paramref name="after"/> is the last account of the page before.</summary>
    public async Task<DeletionsPage> PageAsync(DeletionState state, Guid? after, Guid reader, CancellationToken cancellationToken)
    {
        var rows = state == DeletionState.Asked ? [] : await RowsAsync(state, after, cancellationToken);
        var asked = await AskedAsync(reader, cancellationToken);
        return new DeletionsPage(
            state, after, [.. rows.Take(PageSize)], rows.Count > PageSize ? rows[PageSize - 1].UserId : null, asked,
            await db.DeletionRequests.CountAsync(request => request.Attempts == 0, cancellationToken), await FailingAsync(cancellationToken));
    }

    /// <summary>Those that wait for a second administrator.</summary>
    public async Task<IReadOnlyList<AskedDeletionRow>> AskedAsync(Guid reader, CancellationToken cancellationToken)
    {
        var waiting = await immediate.WaitingAsync(reader, cancellationToken);
        var emails = await names.OfAsync(waiting.SelectMany(row => new Guid?[] { row.UserId, row.RequestedBy }), cancellationToken);
        return [.. waiting
            .Where(row => emails.ContainsKey(row.UserId) && emails.ContainsKey(row.RequestedBy))
            .Select(row => new AskedDeletionRow(row.UserId, emails[row.UserId], emails[row.RequestedBy], row.Reason, row.RequestedAt, row.ExpiresAt, row.RequestedBy == reader))];
    }

    /// <summary>The one that an administrator wants at once for that account, if the reader may see it.</summary>
    public async Task<AskedDeletionRow?> AskedAsync(Guid userId, Guid reader, CancellationToken cancellationToken) =>
        (await AskedAsync(reader, cancellationToken)).SingleOrDefault(row => row.UserId == userId);

    /// <summary>The deletion that waits or fails for that account, if any.</summary>
    public Task<DeletionRow?> OfAsync(Guid userId, CancellationToken cancellationToken) =>
        Shown(db.DeletionRequests.Where(request => request.UserId == userId)).SingleOrDefaultAsync(cancellationToken);

    private async Task<List<DeletionRow>> RowsAsync(DeletionState state, Guid? after, CancellationToken cancellationToken)
    {
        var requests = db.DeletionRequests.Where(request => state == DeletionState.Failing ? request.Attempts > 0 : request.Attempts == 0);
        if (await db.DeletionRequests.Where(request => request.UserId == after).Select(request => (DateTimeOffset?)request.ExecuteAt).SingleOrDefaultAsync(cancellationToken) is { } from)
        {
            requests = requests.Where(request => request.ExecuteAt > from || (request.ExecuteAt == from && request.UserId > after));
        }

        return await Shown(requests.OrderBy(request => request.ExecuteAt).ThenBy(request => request.UserId).Take(PageSize + 1)).ToListAsync(cancellationToken);
    }

    private IQueryable<DeletionRow> Shown(IQueryable<DeletionRequest> requests) => requests.Select(request => new DeletionRow(
        request.UserId, db.Users.Single(account => account.Id == request.UserId).Email!, request.Cause, request.RequestedAt, request.ExecuteAt, request.Reason, request.Attempts, request.NextAttemptAt, request.LastError));
}
