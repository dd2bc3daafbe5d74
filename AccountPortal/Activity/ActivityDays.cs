using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Activity;

/// <summary>A day of the reader's calendar: how often somebody signed in, and how often it was refused, each up to <see cref="Most"/>.</summary>
public sealed record ActivityDay(DateOnly Date, int SignIns, int Refusals)
{
    /// <summary>Where counting stops: beyond it a day is told as "50 or more".</summary>
    public const int Most = 50;
}

/// <summary>The last four weeks of an account, day by day.</summary>
public sealed class ActivityDays(PortalDbContext db, TimeProvider clock)
{
    public const int Count = 28;

    /// <summary>Oldest first, today last. Days without anything are there too.</summary>
    public async Task<IReadOnlyList<ActivityDay>> LastAsync(Guid accountId, TimeZoneInfo? zone, CancellationToken cancellationToken)
    {
        var today = ReaderDays.Of(clock.GetUtcNow(), zone);
        DateOnly[] days = [.. Enumerable.Range(1 - Count, Count).Select(today.AddDays)];
        Guid[] starts = [.. days.Append(today.AddDays(1)).Select(day => EventId.FirstAt(ReaderDays.StartOf(day, zone)))];
        var (firsts, ends) = (starts[..^1], starts[1..]);
        // Each day is counted by itself, and no further than it is told: a month of an attack costs as much as a quiet one.
        var counts = await db.Database.SqlQuery<DayCount>(
            $"""
            select day.number::int as "Number", signed_in.total as "SignIns", refused.total as "Refusals"
            from unnest({firsts}, {ends}) with ordinality as day (first, ending, number)
            cross join lateral (select count(*)::int as total from (
              select from security_events
              where account_id = {accountId} and kind = {EventKind.SignIn} and outcome = {EventOutcome.Success} and id >= day.first and id < day.ending
              limit {ActivityDay.Most}) as counted) as signed_in
            cross join lateral (select count(*)::int as total from (
              select from security_events
              where account_id = {accountId} and kind = {EventKind.SignIn} and outcome = {EventOutcome.Refused} and id >= day.first and id < day.ending
              limit {ActivityDay.Most}) as counted) as refused
            """).Prepared().ToListAsync(cancellationToken);
        return [.. counts.OrderBy(row => row.Number).Select(row => new ActivityDay(days[row.Number - 1], row.SignIns, row.Refusals))];
    }

    private sealed record DayCount(int Number, int SignIns, int Refusals);
}
