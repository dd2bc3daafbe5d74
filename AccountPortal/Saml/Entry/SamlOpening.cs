using AccountPortal.Data;
using AccountPortal.Saml.Requests;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>The part of a session's opening that is the company's: in the opening's own transaction.</summary>
public sealed class SamlOpening(PortalDbContext db, TimeProvider clock)
{
    /// <summary>
    /// Uses the assertion up, and holds the provider enabled and its domain until the commit: whoever disables the one or takes the other away finds the
    /// session there, or keeps it from coming to be. Throws <see cref="StaleSignInException"/> where it was used before, or they are gone.
    /// </summary>
    public async Task ConsumeAsync(SamlTicket ticket, CancellationToken cancellationToken)
    {
        var enabled = await db.Database.SqlQuery<Guid>(
            $"""
            select provider.id as "Value" from saml_providers provider join saml_domains domain on domain.provider_id = provider.id
            where provider.id = {ticket.ProviderId} and provider.enabled_at <= {ticket.AnsweredAt} and provider.disabled_at is null
              and domain.domain = {ticket.Domain} and domain.verified_at is not null
            for share
            """).ToListAsync(cancellationToken);
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
