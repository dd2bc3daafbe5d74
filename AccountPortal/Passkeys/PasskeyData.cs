using AccountPortal.PersonalData;
using Microsoft.AspNetCore.Identity;

namespace AccountPortal.Passkeys;

internal sealed class PasskeyData : IPersonalData
{
    public string Name => "passkeys";

    public string Title => "Your passkeys";

    public void Declare(DataDeclarations declare)
    {
        declare.Owned<IdentityUserPasskey<Guid>>("Your passkeys", passkey => passkey.UserId)
            .Exports(passkey => passkey.CredentialId)
            .Exports(PasskeyConfiguration.LastUsedAt, PasskeyConfiguration.SignCount)
            .ExportsParts(
                passkey => passkey.Data, "What the authenticator said when it was added; of use for checking alone.", "Name", "CreatedAt", "Transports", "IsUserVerified",
                "IsBackupEligible", "IsBackedUp")
            .Withholds("It is you.", passkey => passkey.UserId);
        declare.NotPersonal<SpentChallenge>("Hashes of random numbers that were used, for some minutes.");
    }
}
