using AccountPortal.PersonalData;

namespace AccountPortal.Devices;

/// <summary>Browsers that the account knows, and the networks that they were used from.</summary>
internal sealed class DeviceData : IPersonalData
{
    public string Name => "devices";

    public string Title => "Your devices";

    public void Declare(DataDeclarations declare)
    {
        declare.Owned<KnownDevice>("Browsers that you have used", device => device.UserId)
            .Exports(
                device => device.Id, device => device.Name, device => device.Browser, device => device.Os, device => device.DeviceType, device => device.DeviceName,
                device => device.FirstSeenAt, device => device.LastSeenAt, device => device.TrustedUntil, device => device.DistrustedAt)
            .Withholds("It is you.", device => device.UserId)
            .Withholds("The hash of a secret: it opens nothing for you, and could for others.", device => device.KeyHash, device => device.PreviousKeyHash);
        declare.OwnedThrough<DeviceNetwork, KnownDevice>("Networks that they were used from", network => network.DeviceId)
            .Exports(network => network.DeviceId, network => network.Network, network => network.Country, network => network.FirstSeenAt, network => network.LastSeenAt);
    }
}
