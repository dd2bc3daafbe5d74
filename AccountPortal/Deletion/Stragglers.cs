using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;
using EventId = AccountPortal.Activity.EventId;

namespace AccountPortal.Deletion;

/// <summary>
/// Events and mails have no foreign key, for they may outlive an account. A request that was under way while its account was erased can write one
/// afterwards, under an id that no account has any more: this takes the person out of those too.
/// </summary>
public sealed class Stragglers(PortalDbContext db)
{
    /// <summary>Looks at what was written since then. Of accounts alone: a pseudonym is told from an account's id by its version.</summary>
    public async Task EraseAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var first = EventId.FirstAt(since);
        await db.Database.ExecuteSqlAsync(
            $"""
            update security_events set account_id = null, actor_id = null, session_id = null, ip = null, city = null, details = jsonb_build_object()
            where id >= {first} and (
              (substr(account_id::text, 15, 1) = '7' and not exists (select 1 from users where users.id = account_id))
              or (substr(actor_id::text, 15, 1) = '7' and not exists (select 1 from users where users.id = actor_id)))
            """,
            cancellationToken);
        await db.OutboxEmails
            .Where(mail => mail.CreatedAt >= since && mail.UserId != null && !db.Users.Any(account => account.Id == mail.UserId))
            .ExecuteDeleteAsync(cancellationToken);
    }
}
