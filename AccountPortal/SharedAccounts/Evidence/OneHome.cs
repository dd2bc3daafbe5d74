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

        // A device that was borrowed for a day belongs to nobody.
        var lasting = spots.SelectMany(spot => spot).GroupBy(sighting => sighting.Device)
            .Where(own => own.Select(sighting => sighting.Day).Distinct().Skip(1).Any()).Select(own => own.Key);
        var meet = lasting.Count(Devices(home).Contains);
        return Part.Of(Kind, -Ramp.Points(48, meet, 1, 6), new() { ["Devices"] = $"{meet} devices on one network: one home, or one office" });
    }

    private static HashSet<TracedDevice> Devices(IEnumerable<Sighting> sightings) => [.. sightings.Select(sighting => sighting.Device)];
}
