using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;
using EventId = AccountPortal.Activity.EventId;

namespace AccountPortal.Admin;

/// <summary>A day of the reader's calendar: sign-ins of everybody, and refused tries.</summary>
public sealed record SignInDay(DateOnly Date, int SignIns, int Refusals);

/// <summary>What the first page tells. <paramref name="Days"/>: oldest first, today last.</summary>
public sealed record TodayPage(int Accounts, int Verified, int Locked, int Sessions, int MailWaiting, int MailFailed, IReadOnlyList<SignInDay> Days)
{
    /// <summary>Deletions of accounts that fail.</summary>
    public int DeletionsFailing { get; init; }

    /// <summary>Deletions at once that wait for the reader to agree.</summary>
    public int DeletionsAsked { get; init; }
}

/// <summary>Counts what there is, and what happened lately.</summary>
public sealed class Figures(PortalDbContext db, SessionList sessions, TimeProvider clock)
{
    public const int DayCount = 7;

    public async Task<TodayPage> TodayAsync(TimeZoneInfo? zone, CancellationToken cancellationToken)
    {
        var accounts = await db.Users.GroupBy(_ => 1)
            .Select(all => new { Count = all.Count(), Verified = all.Count(account => account.EmailConfirmed), Locked = all.Count(account => account.LockedAt != null) })
            .SingleOrDefaultAsync(cancellationToken);
        var mails = await db.OutboxEmails.Where(mail => mail.SentAt == null).GroupBy(_ => 1)
            .Select(all => new { Waiting = all.Count(mail => mail.FailedAt == null), Failed = all.Count(mail => mail.FailedAt != null) })
            .SingleOrDefaultAsync(cancellationToken);
        return new TodayPage(
            accounts?.Count ?? 0, accounts?.Verified ?? 0, accounts?.Locked ?? 0,
            await sessions.Live().CountAsync(cancellationToken),
            mails?.Waiting ?? 0, mails?.Failed ?? 0,
            await DaysAsync(zone, cancellationToken));
    }

    private async Task<IReadOnlyList<SignInDay>> DaysAsync(TimeZoneInfo? zone, CancellationToken cancellationToken)
    {
        var today = ReaderDays.Of(clock.GetUtcNow(), zone);
        DateOnly[] days = [.. Enumerable.Range(1 - DayCount, DayCount).Select(today.AddDays)];
        Guid[] starts = [.. days.Append(today.AddDays(1)).Select(day => EventId.FirstAt(ReaderDays.StartOf(day, zone)))];
        var (firsts, ends) = (starts[..^1], starts[1..]);
        // Each outcome is counted within its own stretch of an index, never by looking at the events themselves.
        var counts = await db.Database.SqlQuery<Counted>(
            $"""
            select day.number::int as "Number",
              (select count(*)::int from security_events where kind = {EventKind.SignIn} and outcome = {EventOutcome.Success} and id >= day.first and id < day.ending) as "SignIns",
              (select count(*)::int from security_events where kind = {EventKind.SignIn} and outcome = {EventOutcome.Refused} and id >= day.first and id < day.ending) as "Refusals"
            from unnest({firsts}, {ends}) with ordinality as day (first, ending, number)
            """).ToListAsync(cancellationToken);
        return [.. counts.OrderBy(row => row.Number).Select(row => new SignInDay(days[row.Number - 1], row.SignIns, row.Refusals))];
    }

    private sealed record Counted(int Number, int SignIns, int Refusals);
}
