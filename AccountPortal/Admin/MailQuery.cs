using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>Which mails: those that wait, those that failed, or those that were sent.</summary>
public enum MailState
{
    Waiting,
    Failed,
    Sent,
}

/// <summary>One mail, without its letter, which is nobody's but its reader's. <paramref name="HasLetter"/>: there is still something to send.</summary>
public sealed record MailRow(Guid Id, string To, string Subject, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset NextAttemptAt, DateTimeOffset? SentAt, DateTimeOffset? FailedAt, string? LastError, bool HasLetter);

/// <summary>A page of mails, newest first. <paramref name="Older"/>: the key of the next page; none where it is the last.</summary>
public sealed record MailPage(MailState State, Guid? Before, IReadOnlyList<MailRow> Rows, Guid? Older, int Waiting, int Failed);

/// <summary>Reads the outbox as administrators may see it: whom, what about, how it went; never the letter or its link, which stay encrypted.</summary>
public sealed class MailQuery(PortalDbContext db)
{
    public const int PageSize = 20;

    public async Task<MailPage> PageAsync(MailState state, Guid? before, CancellationToken cancellationToken)
    {
        var mails = db.OutboxEmails.AsNoTracking();
        var matching = state switch
        {
            MailState.Sent => mails.Where(mail => mail.SentAt != null),
            MailState.Failed => mails.Where(mail => mail.SentAt == null && mail.FailedAt != null),
            _ => mails.Where(mail => mail.SentAt == null && mail.FailedAt == null),
        };
        var rows = await matching
            .Where(mail => before == null || mail.Id < before)
            .OrderByDescending(mail => mail.Id)
            .Take(PageSize + 1)
            .Select(mail => new MailRow(
                mail.Id, mail.To, mail.Subject, mail.Attempts, mail.CreatedAt, mail.NextAttemptAt, mail.SentAt, mail.FailedAt, mail.LastError, mail.ProtectedBody != null))
            .ToListAsync(cancellationToken);
        var open = mails.Where(mail => mail.SentAt == null);
        return new MailPage(
            state, before, [.. rows.Take(PageSize)], rows.Count > PageSize ? rows[PageSize - 1].Id : null,
            await open.CountAsync(mail => mail.FailedAt == null, cancellationToken),
            await open.CountAsync(mail => mail.FailedAt != null, cancellationToken));
    }
}
