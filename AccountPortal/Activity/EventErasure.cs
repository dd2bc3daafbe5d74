using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Activity;

/// <summary>Takes a person out of the events, which stay: what happened, and nothing that leads to anybody.</summary>
internal static class EventErasure
{
    // Facts whose values are words of the portal's own, or numbers. What a person named or wrote goes.
    private static readonly string[] KeptDetails = ["method", "role", "scope", "count", "then", "mailed", "signals", "unused"];

    // Of these the reason is a word of the portal's own; elsewhere it is what an administrator wrote.
    private static readonly string[] CodedReasons = [EventKind.SignIn, EventKind.SignUp, EventKind.SessionEnded, EventKind.PasswordChanged, EventKind.EmailChangeRequested, EventKind.StepUp];

    /// <summary>Puts the pseudonym where the account was, as whom it happened to and as who did it, in the caller's transaction.</summary>
    public static async Task EraseEventsAsync(this PortalDbContext db, Guid accountId, Guid pseudonym, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            update security_events set
              account_id = case when account_id = {accountId} then {pseudonym} else account_id end,
              actor_id = case when actor_id = {accountId} then {pseudonym} else actor_id end,
              session_id = null, ip = null, city = null,
              details = (
                select coalesce(jsonb_object_agg(fact.key, fact.value), jsonb_build_object()) from jsonb_each(details) fact
                where fact.key = any ({KeptDetails}) or (fact.key = 'reason' and kind = any ({CodedReasons})))
            where account_id = {accountId} or actor_id = {accountId}
            """,
            cancellationToken);
        // Events of administrators about this account: who acted keeps them, without whom it was about and what was written about them.
        await db.Database.ExecuteSqlAsync(
            $"""
            update security_events set details = details - {OwnersView.AdministratorsReason} || jsonb_build_object({SecurityEvent.AboutDetail}, {pseudonym.ToString()})
            where kind = any ({EventKind.AboutOthers}) and outcome = {EventOutcome.Success} and details ->> {SecurityEvent.AboutDetail} = {accountId.ToString()}
            """,
            cancellationToken);
    }
}
