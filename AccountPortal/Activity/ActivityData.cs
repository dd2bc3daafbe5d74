using AccountPortal.Data;
using AccountPortal.PersonalData;

namespace AccountPortal.Activity;

/// <summary>What happened to the account. The events stay, with a pseudonym, so that counts hold and abuse can be shown; nothing in them leads to the person.</summary>
internal sealed class ActivityData(PortalDbContext db) : IPersonalData
{
    private const string Counts = "It says what happened, not to whom: counts and the evidence of abuse rest on it.";

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

    public Task EraseAsync(ErasedAccount account, CancellationToken cancellationToken) => db.EraseEventsAsync(account.Id, account.Pseudonym, cancellationToken);
}
