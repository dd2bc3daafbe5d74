using AccountPortal.Activity;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Retention;

/// <summary>
/// A rule and how it does. <paramref name="Last"/>: its last run. <paramref name="Days"/>: how many rows it removed on each of the last days of the
/// reader's calendar, the oldest first. <paramref name="Oldest"/>: when the oldest came to be of what is still there.
/// </summary>
public sealed record RetentionRow(RetentionRule Rule, RetentionRun? Last, IReadOnlyList<long> Days, DateTimeOffset? Oldest)
{
    public long Removed => Days.Sum();

    public bool IsOff => Rule.Steps.Count == 0;

    public bool IsFailing => Last?.Error is not null;
}

/// <summary>Tells for each rule what it did lately.</summary>
public sealed class RetentionReport(PortalDbContext db, RetentionCatalogue catalogue, IServiceProvider services, TimeProvider clock)
{
    public const int DayCount = 30;

    public async Task<IReadOnlyList<RetentionRow>> RowsAsync(TimeZoneInfo? zone, CancellationToken cancellationToken)
    {
        var today = ReaderDays.Of(clock.GetUtcNow(), zone);
        DateOnly[] days = [.. Enumerable.Range(1 - DayCount, DayCount).Select(today.AddDays)];
        var since = ReaderDays.StartOf(days[0], zone);
        var removed = (await db.RetentionRuns.Where(run => run.StartedAt >= since && run.Rows > 0).Select(run => new { run.Rule, run.StartedAt, run.Rows }).ToListAsync(cancellationToken))
            .ToLookup(run => (run.Rule, ReaderDays.Of(run.StartedAt, zone)), run => run.Rows);
        var rows = new List<RetentionRow>();
        foreach (var rule in catalogue.Rules)
        {
            var last = await db.RetentionRuns.AsNoTracking().Where(run => run.Rule == rule.Name).OrderByDescending(run => run.StartedAt).FirstOrDefaultAsync(cancellationToken);
            rows.Add(new RetentionRow(rule, last, [.. days.Select(day => removed[(rule.Name, day)].Sum())], await OldestAsync(rule, cancellationToken)));
        }

        return rows;
    }

    private async Task<DateTimeOffset?> OldestAsync(RetentionRule rule, CancellationToken cancellationToken)
    {
        DateTimeOffset? oldest = null;
        foreach (var step in rule.Steps)
        {
            oldest = await step.OldestAsync(services, cancellationToken) is { } at && (oldest is null || at < oldest) ? at : oldest;
        }

        return oldest;
    }
}
