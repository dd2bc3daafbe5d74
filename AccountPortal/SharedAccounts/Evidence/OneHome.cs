using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Speaks against several people: devices that meet on one network are one home's, however many they are.</summary>
internal static class OneHome
{
    public const string Kind = "one-home";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var spots = evidence.Placed.GroupBy(sighting => sighting.Spot).ToList();
        var home = spots.OrderByDescending(spot => Devices(spot).Count).ThenByDescending(spot => spot.Select(sighting => sighting.Day).Distinct().Count()).FirstOrDefault();
        if (home is null)
        {
            return null;
        }

        var lasting = evidence.PlacedDevices.Where(device => device.IsNotBorrowed).Select(device => device.Device).ToList();
        var meet = lasting.Count(Devices(home).Contains);
        var behind = evidence.LineGroups.Select(group => group.Count).DefaultIfEmpty().Max();
        var atHome = evidence.Placed.Where(sighting => sighting.IsAtHomeTime).GroupBy(sighting => sighting.Device).Where(own => lasting.Contains(own.Key))
            .Select(own => new LinedDevice(own.Key, [.. own], evidence.MovingNetworks)).Where(device => device.Lines.Count > 0);
        var inTheEvening = LinedDevice.Groups(atHome).Select(group => group.Count).DefaultIfEmpty().Max();
        return Part.Of(Kind, Ramp.Points(-16, meet, 1, 6) + Ramp.Points(-5, lasting.Count == 0 ? 0 : (double)behind / lasting.Count, 0.6, 0.8) + Ramp.Points(-12, inTheEvening, 3, 5), new()
        {
            ["Devices"] = $"{meet} devices on one network: one home, or one office",
            ["Line"] = $"{behind} of {Duration.Count(lasting.Count, "device")} on the same internet lines, {inTheEvening} in the evenings and at weekends",
        });
    }

    private static HashSet<TracedDevice> Devices(IEnumerable<Sighting> sightings) => [.. sightings.Select(sighting => sighting.Device)];
}
