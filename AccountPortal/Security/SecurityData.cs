using AccountPortal.Data.Keys;
using AccountPortal.PersonalData;

namespace AccountPortal.Security;

internal sealed class SecurityData : IPersonalData
{
    public string Name => "security";

    public string Title => "Security";

    public void Declare(DataDeclarations declare)
    {
        declare.NotPersonal<Throttle>("Keyed hashes of who tried what: with the database alone nobody finds out whose, and each is free again after minutes.");
        declare.NotPersonal<DataProtectionKey>("The portal's own keys.");
        declare.NotPersonal<PortalSecret>("The portal's own secrets.");
    }
}
