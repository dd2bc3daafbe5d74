using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Where each device is most in the evenings and at weekends: those of one person are at one place then, and so is a phone, whatever its network.</summary>
internal static class HomesApart
{
    public const string Kind = "homes-apart";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var homes = Different(evidence.PlacedDevices.Where(device => device.HomeSpot is not null), device => device.HomeSpot!.Value);
        var cities = Different(evidence.PlacedDevices.Where(device => device.Device.IsPhone && device.HomeCity is not null), device => device.HomeCity!);
        var networks = Different(evidence.PlacedDevices.Where(device => device.HomeNetwork is not null), device => device.HomeNetwork!);
        // Two homes have two lines; one person with a VPN beside a line has two networks.
        return Part.Of(Kind, Ramp.Points(10, homes, 1, 2) + Ramp.Points(-8, networks, 1, 2) + Ramp.Points(14, cities, 1, 3), new()
        {
            ["Networks"] = $"devices are at {Duration.Count(homes, "place")} most of their evenings and weekends, on {Duration.Count(networks, "network")}",
            ["Cities"] = $"phones are in {cities} {(cities == 1 ? "city" : "cities")} then",
        });
    }

    // A new device takes the place of an old one when its owner moves.
    private static int Different<T>(IEnumerable<PlacedDevice> devices, Func<PlacedDevice, T> home)
    {
        var all = devices.ToList();
        return all.Where(one => all.Exists(other => other != one && one.IsBeside(other))).Select(home).Distinct().Count();
    }
}
