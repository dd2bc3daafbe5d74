using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>How an act on a mail went.</summary>
public enum MailOutcome
{
    Done,

    /// <summary>It was sent or given up meanwhile.</summary>
    TooLate,

    /// <summary>It is being handed over at this moment, or nobody has tried it yet: there is nothing to try again.</summary>
    UnderWay,

    /// <summary>Its letter was wiped when it was given up: nobody can make it again.</summary>
    NothingLeft,
    NotFound,
}

/// <summary>
/// Tries mails again and gives them up, for administrators. Each is one conditional statement: a dispatcher that is at the same mail
/// either comes first or finds it changed.
/// </summary>
public sealed class MailActs(PortalDbContext db, OutboxSignal signal, SecurityEvents events, TimeProvider clock)
{
    /// <summary>Makes a mail due now. At worst it is sent twice, with the same Message-ID.</summary>
    public async Task<MailOutcome> RetryAsync(HttpContext context, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var changed = await db.OutboxEmails
            .Where(mail => mail.Id == id && mail.SentAt == null && mail.ProtectedBody != null && mail.LastError != null)
            .ExecuteUpdateAsync(set => set.SetProperty(mail => mail.NextAttemptAt, now).SetProperty(mail => mail.FailedAt, (DateTimeOffset?)null), cancellationToken);
        return await RecordAsync(context, id, changed, EventKind.AdminMailRetried, [], transaction, cancellationToken);
    }

    /// <summary>Stops trying, and wipes the letter. The dispatcher that has it in its hands at this moment may still get it through.</summary>
    public async Task<MailOutcome> GiveUpAsync(HttpContext context, Guid id, ActForm form, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var changed = await db.OutboxEmails
            .Where(mail => mail.Id == id && mail.SentAt == null && mail.FailedAt == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(mail => mail.FailedAt, now).SetProperty(mail => mail.LastError, "an administrator gave it up").SetProperty(mail => mail.ProtectedBody, (byte[]?)null),
                cancellationToken);
        return await RecordAsync(context, id, changed, EventKind.AdminMailGivenUp, form.Details(), transaction, cancellationToken);
    }

    private async Task<MailOutcome> RecordAsync(
        HttpContext context, Guid id, int changed, string kind, Dictionary<string, string> details, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, CancellationToken cancellationToken)
    {
        var mail = await db.OutboxEmails.AsNoTracking().Where(row => row.Id == id)
            .Select(row => new { row.To, row.Subject, row.SentAt, row.FailedAt, HasLetter = row.ProtectedBody != null })
            .SingleOrDefaultAsync(cancellationToken);
        if (changed == 0)
        {
            return mail switch
            {
                null => MailOutcome.NotFound,
                { SentAt: not null } => MailOutcome.TooLate,
                { HasLetter: false } when kind == EventKind.AdminMailRetried => MailOutcome.NothingLeft,
                { FailedAt: null } => MailOutcome.UnderWay,
                _ => MailOutcome.TooLate,
            };
        }

        var owner = await db.Users.Where(account => account.Email == mail!.To).Select(account => (Guid?)account.Id).SingleOrDefaultAsync(cancellationToken);
        (details["mail"], details["subject"]) = (id.ToString(), mail!.Subject);
        events.Add(db, context, kind, EventOutcome.Success, owner, details: details);
        // The last that the portal knows about a person goes with the last try.
        await db.OutboxEmails.Where(row => row.Id == id && row.IsForgotten && row.FailedAt != null).ExecuteDeleteAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        signal.Posted(db);
        await transaction.CommitAsync(cancellationToken);
        return MailOutcome.Done;
    }
}
