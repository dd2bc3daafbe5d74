using AccountPortal.Shared;
using AccountPortal.SharedAccounts.Evidence;

namespace AccountPortal.SharedAccounts;

/// <summary>What a part of a score is called.</summary>
internal static class PartWords
{
    public static string Of(string kind) => kind switch
    {
        PlacesApart.Kind => "Places too far apart",
        NetworksAtOnce.Kind => "Different networks at once",
        EveningsApart.Kind => "Evenings in two homes",
        Households.Kind => "Devices that never meet",
        HomesApart.Kind => "Different homes",
        WaysApart.Kind => "Devices that go different ways",
        LinesApart.Kind => "Different internet lines",
        DevicesInAWeek.Kind => "Many devices",
        DevicesAtOnce.Kind => "Devices in use at once",
        ComputerNetworks.Kind => "Computers on many networks",
        ComputersAtHome.Kind => "Computers at home",
        Languages.Kind => "Languages",
        NoRest.Kind => "Hardly any rest",
        ManySessions.Kind => "Many sessions",
        AmountOfUse.Kind => "Much used",
        OneHome.Kind => "Devices of one home",
        JumpingNetworks.Kind => "A VPN or a phone network",
        _ => "Other evidence",
    };

    /// <summary>"12 points", "12 points off".</summary>
    public static string Points(int points) => points < 0 ? $"{Duration.Count(-points, "point")} off" : Duration.Count(points, "point");
}
