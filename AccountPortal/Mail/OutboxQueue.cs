using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Mail;

/// <summary>
/// The outbox as its dispatchers see it. A claim moves a row's next attempt ahead and commits: while the mail is under way nobody else takes it, and
/// after a crash it comes up again by itself, with the same Message-ID. So none is lost, and at worst one is sent twice.
/// </summary>
internal sealed class OutboxQueue(IServiceScopeFactory scopes, TimeProvider clock, IOptions<MailSettings> settings)
{
    public const int BatchSize = 5;

    /// <summary>How long a claimed mail is left alone: longer than the transport may take.</summary>
    public TimeSpan Lease => settings.Value.Smtp.Timeout + TimeSpan.FromMinutes(1);

    /// <summary>Takes due mails, a batch at most. Any number of nodes may ask at once: each mail goes to one of them.</summary>
    public async Task<List<OutboxEmail>> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (now, db) = (clock.GetUtcNow(), Context(scope));
        // Materialized: the planner may otherwise run the inner query again and claim more than the batch.
        return await db.OutboxEmails.FromSql(
            $"""
            with due as materialized (
              select id from outbox_emails
              where sent_at is null and failed_at is null and next_attempt_at <= {now}
              order by next_attempt_at limit {BatchSize} for update skip locked)
            update outbox_emails set attempts = attempts + 1, next_attempt_at = {now + Lease}
            from due where outbox_emails.id = due.id
            returning outbox_emails.*
            """).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Records what became of a claimed mail; the instant of its next attempt, if there is to be one.</summary>
    public async Task<DateTimeOffset?> RecordAsync(OutboxEmail mail, Delivery delivery, bool keepLetter)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (now, rows) = (clock.GetUtcNow(), Context(scope).OutboxEmails.Where(row => row.Id == mail.Id));
        if (delivery.Outcome == DeliveryOutcome.Sent)
        {
            if (mail.IsForgotten && !keepLetter)
            {
                await rows.ExecuteDeleteAsync(CancellationToken.None);
                return null;
            }

            await rows.ExecuteUpdateAsync(set => set
                .SetProperty(row => row.SentAt, now)
                .SetProperty(row => row.FailedAt, (DateTimeOffset?)null)
                .SetProperty(row => row.LastError, (string?)null)
                .SetProperty(row => row.ProtectedBody, row => keepLetter ? row.ProtectedBody : null));
            return null;
        }

        var next = delivery.Outcome == DeliveryOutcome.Refused ? null : RetrySchedule.Next(mail.CreatedAt, mail.Attempts, now);
        if (next is null && mail.IsForgotten)
        {
            await rows.Where(row => row.SentAt == null && row.Attempts == mail.Attempts).ExecuteDeleteAsync(CancellationToken.None);
            return null;
        }

        // A node that took longer than its lease finds the mail claimed anew, or given up by an administrator: what it has to say is out of date.
        await rows.Where(row => row.SentAt == null && row.FailedAt == null && row.Attempts == mail.Attempts).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.LastError, delivery.Reason)
            .SetProperty(row => row.NextAttemptAt, row => next ?? row.NextAttemptAt)
            .SetProperty(row => row.FailedAt, next == null ? now : null)
            .SetProperty(row => row.ProtectedBody, row => next == null ? null : row.ProtectedBody));
        return next;
    }

    /// <summary>Wipes letters that a development mailbox kept where there is none any more. The rows themselves go by <see cref="MailRetention"/>.</summary>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await Context(scope).OutboxEmails
            .Where(row => row.SentAt != null && row.ProtectedBody != null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ProtectedBody, (byte[]?)null), cancellationToken);
    }

    private static PortalDbContext Context(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<PortalDbContext>();
}
