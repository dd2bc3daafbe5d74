using AccountPortal.Data;
using AccountPortal.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Activity;

/// <summary>What happened to the account. The events stay, with a pseudonym, so that counts hold and abuse can be shown; nothing in them leads to the person.</summary>
internal sealed class ActivityData(PortalDbContext db) : IPersonalData
{
    private const string Counts = "It says what happened, not to whom: counts and the evidence of abuse rest on it.";

    // Facts whose values are words of the portal's own, or numbers. What a person named or wrote goes.
    private static readonly string[] KeptDetails = ["method", "role", "scope", "count", "then", "mailed", "signals"];

    // Of these the reason is a word of the portal's own; elsewhere it is what an administrator wrote.
    private static readonly string[] CodedReasons = [EventKind.SignIn, EventKind.SignUp, EventKind.SessionEnded, EventKind.PasswordChanged, EventKind.EmailChangeRequested, EventKind.StepUp];

    public string Name => "activity";

    public string Title => "Your activity";

    public void Declare(DataDeclarations declare) =>
        declare.Staying<SecurityEvent>("What happened to your account", "Counts and the evidence of abuse rest on it.", happened => happened.AccountId)
            .Exports(
                happened => happened.Id, happened => happened.At, happened => happened.Kind, happened => happened.Outcome, happened => happened.SessionId, happened => happened.Ip,
                happened => happened.DeviceName, happened => happened.Country, happened => happened.City, happened => happened.Network, happened => happened.Details)
            .Withholds("It is you.", happened => happened.AccountId)
            .Withholds("Whoever did it: perhaps an administrator.", happened => happened.ActorId)
            // What the owner is shown of it, and no more: where an administrator sat and what they wrote to others is not the person's.
            .Redacts(OwnersView.Redact)
            .Pseudonymises(happened => happened.AccountId, happened => happened.ActorId)
            .Removes(happened => happened.SessionId, happened => happened.Ip, happened => happened.City)
            .Keeps("Of the facts only words of the portal's own and numbers stay.", happened => happened.Details)
            .Keeps("\"Chrome on macOS\", as millions have it; the name that a person gave a device is not among it.", happened => happened.DeviceName)
            .Keeps("An internet provider or a block of 256 addresses, and a country: abuse is traced by them, a person is not.", happened => happened.Network, happened => happened.Country)
            .Keeps(Counts, happened => happened.Id, happened => happened.At, happened => happened.Kind, happened => happened.Outcome);

    public async Task EraseAsync(ErasedAccount account, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            update security_events set
              account_id = case when account_id = {account.Id} then {account.Pseudonym} else account_id end,
              actor_id = case when actor_id = {account.Id} then {account.Pseudonym} else actor_id end,
              session_id = null, ip = null, city = null,
              details = (
                select coalesce(jsonb_object_agg(fact.key, fact.value), jsonb_build_object()) from jsonb_each(details) fact
                where fact.key = any ({KeptDetails}) or (fact.key = 'reason' and kind = any ({CodedReasons})))
            where account_id = {account.Id} or actor_id = {account.Id}
            """,
            cancellationToken);
        // Events of administrators about this account: who acted keeps them, without whom it was about and what was written about them.
        await db.Database.ExecuteSqlAsync(
            $"""
            update security_events set details = details - {OwnersView.AdministratorsReason} || jsonb_build_object({SecurityEvent.AboutDetail}, {account.Pseudonym.ToString()})
            where kind = any ({EventKind.AboutOthers}) and outcome = {EventOutcome.Success} and details ->> {SecurityEvent.AboutDetail} = {account.Id.ToString()}
            """,
            cancellationToken);
    }
}
