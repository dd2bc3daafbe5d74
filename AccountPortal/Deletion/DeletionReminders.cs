using AccountPortal.Data;
using AccountPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Deletion;

/// <summary>
/// Tells people a week and a day before their account is deleted. Each mail is written in the transaction that marks it as told, on whichever node comes
/// first, and only where there is a week, or a day, to speak of: a grace period that is no longer has had its mail at the request.
/// </summary>
public sealed class DeletionReminders(PortalDbContext db, DeletionMails mails, TimeProvider clock)
{
    public static readonly TimeSpan Week = TimeSpan.FromDays(7);
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The times before a deletion at which a mail is sent, for a grace period of that length.</summary>
    public static IEnumerable<TimeSpan> For(TimeSpan gracePeriod) => new[] { Week, Day }.Where(before => before < gracePeriod);

    /// <summary>"at once, 7 days before and 1 day before": when mails come about a deletion with that grace period.</summary>
    public static string InWords(TimeSpan gracePeriod)
    {
        string[] times = ["at once", .. For(gracePeriod).Select(before => $"{Duration.Count(before.Days, "day")} before")];
        return times is [.. { Length: > 0 } first, var last] ? $"{string.Join(", ", first)} and {last}" : times[0];
    }

    /// <summary>Writes one mail that is due. <c>false</c> where none is.</summary>
    public async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Of a portal that stood still over both times only the second is told: it says more.
        var due = await db.Database.SqlQuery<Guid>(
            $"""
            select user_id as "Value" from deletion_requests
            where cause = {DeletionCause.Owner} and execute_at > {now} and (
              (week_told is null and execute_at <= {now + Week} and execute_at > {now + Day} and execute_at - requested_at > {Week})
              or (day_told is null and execute_at <= {now + Day} and execute_at - requested_at > {Day}))
            order by execute_at limit 1 for update skip locked
            """).ToListAsync(cancellationToken);
        if (due is not [var userId])
        {
            return false;
        }

        var request = await db.DeletionRequests.SingleAsync(row => row.UserId == userId, cancellationToken);
        if (request.ExecuteAt <= now + Day)
        {
            request.DayTold = now;
        }
        else
        {
            request.WeekTold = now;
        }

        mails.AddReminder(await db.Users.AsNoTracking().SingleAsync(account => account.Id == userId, cancellationToken), request);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
