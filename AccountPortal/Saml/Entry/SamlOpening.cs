using AccountPortal.Data;
using AccountPortal.Saml.Requests;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>The part of a session's opening that is the company's: in the opening's own transaction.</summary>
public sealed class SamlOpening(PortalDbContext db, TimeProvider clock)
{
    /// <summary>
    /// Uses the assertion up, and holds the provider enabled until the commit: whoever disables it finds the session there, or keeps it from coming to be.
    /// Throws <see cref="StaleSignInException"/> where it was used before, or the provider is disabled.
    /// </summary>
    public async Task ConsumeAsync(SamlTicket ticket, CancellationToken cancellationToken)
    {
        var enabled = await db.Database.SqlQuery<Guid>(
            $"""select id as "Value" from saml_providers where id = {ticket.ProviderId} and enabled_at is not null and disabled_at is null for share""").ToListAsync(cancellationToken);
        if (enabled.Count == 0 || ticket.EndsAt <= clock.GetUtcNow() || !await AddAsync(ticket.ProviderId, Ids(ticket), ticket.KeepUntil, cancellationToken))
        {
            throw new StaleSignInException();
        }
    }

    /// <summary>Remembers messages. <c>false</c> where one of them counted before.</summary>
    public async Task<bool> AddAsync(Guid providerId, (string Kind, string Id)[] messages, DateTimeOffset keepUntil, CancellationToken cancellationToken)
    {
        var added = 0;
        foreach (var (kind, id) in messages)
        {
            added += await db.Database.ExecuteSqlAsync(
                $"insert into saml_consumed_assertions (provider_id, kind, message_id, keep_until) values ({providerId}, {kind}, {id}, {keepUntil}) on conflict do nothing", cancellationToken);
        }

        return added == messages.Length;
    }

    public static (string Kind, string Id)[] Ids(SamlTicket ticket) => [(ConsumedMessage.Assertion, ticket.AssertionId), (ConsumedMessage.Response, ticket.ResponseId)];
}
