using System.Runtime.CompilerServices;
using AccountPortal.Data;
using AccountPortal.Devices;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Activity;

/// <summary>A page of events, newest first, with the keys that lead on: what is newer than <paramref name="Newer"/>, what is older than <paramref name="Older"/>; null where nothing is.</summary>
public sealed record EventPage(IReadOnlyList<SecurityEvent> Events, Guid? Newer, Guid? Older);

/// <summary>
/// Reads security events, newest first, by keys: each page costs the same, the first like the thousandth. Owners' pages, administrators' pages
/// and downloads share it.
/// </summary>
public sealed class ActivityLog(PortalDbContext db)
{
    public const int PageSize = 15;

    /// <summary>How many rows a download reads at once.</summary>
    internal const int Portion = 500;

    private static readonly ActivityFilter Unfiltered = new();

    /// <summary>
    /// The events before the key <paramref name="before"/> or, without it, the next ones after <paramref name="after"/>, or the newest.
    /// Any value will do as a key: it is a place in the order, not a right to see what is there.
    /// </summary>
    public async Task<EventPage> PageAsync(ActivityFilter filter, Guid? before, Guid? after, CancellationToken cancellationToken)
    {
        // Where what is newer does not fill a page, it is the first page.
        if (before is null && after is { } key && await NewerAsync(filter, key, PageSize + 1, cancellationToken) is { Count: >= PageSize } newer)
        {
            List<SecurityEvent> page = [.. newer.Take(PageSize).Reverse()];
            var hasOlder = (await OlderAsync(filter, page[^1].Id, 1, cancellationToken)).Count > 0;
            return new(page, newer.Count > PageSize ? page[0].Id : null, hasOlder ? page[^1].Id : null);
        }

        var older = await OlderAsync(filter, before, PageSize + 1, cancellationToken);
        var events = older.Take(PageSize).ToList();
        var hasNewer = before is not null && events.Count > 0 && (await NewerAsync(filter, events[0].Id, 1, cancellationToken)).Count > 0;
        return new(events, hasNewer ? events[0].Id : null, older.Count > PageSize ? events[^1].Id : null);
    }

    /// <summary>All of them, in portions: no memory is filled and no connection held while a slow reader takes them in.</summary>
    public async IAsyncEnumerable<SecurityEvent> AllAsync(ActivityFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? last = null;
        while (await OlderAsync(filter, last, Portion, cancellationToken) is { Count: > 0 } portion)
        {
            foreach (var happened in portion)
            {
                yield return happened;
            }

            last = portion[^1].Id;
        }
    }

    /// <summary>The device of that session of the account; null where the account has had no such session.</summary>
    public Task<string?> DeviceOfAsync(Guid accountId, Guid sessionId, CancellationToken cancellationToken) =>
        db.SecurityEvents.Where(row => row.AccountId == accountId && row.SessionId == sessionId)
            .OrderBy(row => row.Id)
            .Select(row => row.DeviceName ?? Device.UnknownBrowser)
            .FirstOrDefaultAsync(cancellationToken);

    private Task<List<SecurityEvent>> OlderAsync(ActivityFilter filter, Guid? before, int count, CancellationToken cancellationToken) =>
        ReadAsync(filter, before is null ? Matching(filter) : Matching(filter).Where(row => row.Id < before), events => events.OrderByDescending(row => row.Id).Take(count), cancellationToken);

    private Task<List<SecurityEvent>> NewerAsync(ActivityFilter filter, Guid after, int count, CancellationToken cancellationToken) =>
        ReadAsync(filter, Matching(filter).Where(row => row.Id > after), events => events.OrderBy(row => row.Id).Take(count), cancellationToken);

    private static Task<List<SecurityEvent>> ReadAsync(
        ActivityFilter filter, IQueryable<SecurityEvent> matching, Func<IQueryable<SecurityEvent>, IQueryable<SecurityEvent>> first, CancellationToken cancellationToken)
    {
        if (filter.Group is not { } group)
        {
            var found = first(matching);
            // Nothing but an account, or not even that: an index has them in their order, whoever it is.
            return (filter with { AccountId = null } == Unfiltered ? found.Prepared() : found).ToListAsync(cancellationToken);
        }

        var (went, refused) = (EventWords.KindsIn(group, refused: false), EventWords.KindsIn(group, refused: true));
        if (filter is not { SessionId: null, ActorId: null, Network: null })
        {
            // Few rows are left by these: they are looked through.
            return first(matching.Where(row => (row.Outcome == EventOutcome.Success && went.Contains(row.Kind)) || (row.Outcome == EventOutcome.Refused && refused.Contains(row.Kind))))
                .ToListAsync(cancellationToken);
        }

        // One short walk down an index for each kind, merged: a rare kind is found at once between a hundred thousand refusals.
        var walks = went.Select(kind => first(matching.Where(row => row.Kind == kind && row.Outcome == EventOutcome.Success)))
            .Concat(refused.Select(kind => first(matching.Where(row => row.Kind == kind && row.Outcome == EventOutcome.Refused))));
        return first(walks.Aggregate((merged, walk) => merged.Concat(walk))).ToListAsync(cancellationToken);
    }

    private IQueryable<SecurityEvent> Matching(ActivityFilter filter)
    {
        var events = db.SecurityEvents.AsNoTracking();
        if (filter.AccountId is { } account) events = events.Where(row => row.AccountId == account);
        if (filter.From is { } from && EventId.FirstAt(from) is var earliest) events = events.Where(row => row.Id >= earliest);
        if (filter.Until is { } until && EventId.FirstAt(until) is var end) events = events.Where(row => row.Id < end);
        if (filter.SessionId is { } session) events = events.Where(row => row.SessionId == session);
        if (filter.ActorId is { } actor) events = events.Where(row => row.ActorId == actor);
        if (filter.Network is { } network) events = events.Where(row => EF.Functions.ContainedByOrEqual(row.Ip!, network));
        if (filter.Kind is { } kind) events = events.Where(row => row.Kind == kind);
        if (filter.Outcome is { } outcome) events = events.Where(row => row.Outcome == outcome);
        return events;
    }
}
