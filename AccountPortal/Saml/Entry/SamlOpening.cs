using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>The part of a session's opening that is the company's: in the opening's own transaction.</summary>
public sealed class SamlOpening(PortalDbContext db, TimeProvider clock)
{
    /// <summary>
    /// Uses the assertion up, and holds the provider enabled and its domain until the commit: whoever disables the one or takes the other away finds the
    /// session there, or keeps it from coming to be. Throws <see cref="StaleSignInException"/> where it was used before, or they are gone, and leaves the
    /// reason with the request (<see cref="RefusedTicket"/>).
    /// </summary>
    public async Task ConsumeAsync(HttpContext context, SamlTicket ticket, CancellationToken cancellationToken)
    {
        var enabled = await db.Database.SqlQuery<Guid>(
            $"""
            select provider.id as "Value" from saml_providers provider join saml_domains domain on domain.provider_id = provider.id
            where provider.id = {ticket.ProviderId} and provider.enabled_at <= {ticket.AnsweredAt} and provider.disabled_at is null
              and domain.domain = {ticket.Domain} and domain.verified_at is not null
            for share
            """).ToListAsync(cancellationToken);
        RefusedTicket? refused = enabled.Count == 0 ? new(SamlRefusal.ProviderDisabled, "an enabled provider and a verified domain, since the answer", "not both")
            : ticket.EndsAt <= clock.GetUtcNow() ? new(SamlRefusal.SessionExpired, "a session that is not over", "one that is")
            : !await AddAsync(ticket.ProviderId, Ids(ticket), ticket.KeepUntil, cancellationToken) ? new(SamlRefusal.Replayed, "a message that did not come before", "one that did")
            : null;
        if (refused is not null)
        {
            context.Features.Set(refused);
            throw new StaleSignInException();
        }
    }

    /// <summary>
    /// Holds the provider enabled as it was read, and the domain proven to be its own, until the caller's transaction ends. <c>false</c> where they are not. Before
    /// an account is locked: whoever takes the domain away holds the provider, and then ends sessions.
    /// </summary>
    public async Task<bool> HoldAsync(SamlProvider provider, string domain, CancellationToken cancellationToken) => (await db.Database.SqlQuery<Guid>(
        $"""
        select provider.id as "Value" from saml_providers provider join saml_domains domain on domain.provider_id = provider.id
        where provider.id = {provider.Id} and provider.enabled_at = {provider.EnabledAt} and provider.disabled_at is null
          and domain.domain = {domain} and domain.verified_at is not null
        for share
        """).ToListAsync(cancellationToken)).Count == 1;

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

/// <summary>Why an answer that was right opened no session all the same.</summary>
public sealed record RefusedTicket(SamlRefusal Reason, string Expected, string Got);
