using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Mail;

/// <summary>How far behind the sending of mails is.</summary>
public sealed class OutboxBacklog(PortalDbContext db, TimeProvider clock)
{
    /// <summary>For how long the oldest mail whose turn it is has been waiting; zero where none is. What waits for its next try is not late.</summary>
    public async Task<TimeSpan> LateAsync(CancellationToken cancellationToken)
    {
        var due = await Waiting().MinAsync(mail => (DateTimeOffset?)mail.NextAttemptAt, cancellationToken);
        return Since(due);
    }

    /// <summary>How old the oldest mail is that was neither sent nor given up; zero where there is none.</summary>
    public async Task<TimeSpan> AgeAsync(CancellationToken cancellationToken)
    {
        var written = await Waiting().MinAsync(mail => (DateTimeOffset?)mail.CreatedAt, cancellationToken);
        return Since(written);
    }

    private IQueryable<OutboxEmail> Waiting() => db.OutboxEmails.Where(mail => mail.SentAt == null && mail.FailedAt == null);

    private TimeSpan Since(DateTimeOffset? instant) => clock.GetUtcNow() - instant is { Ticks: > 0 } wait ? wait : TimeSpan.Zero;
}
