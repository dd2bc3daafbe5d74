using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>
/// Devices of two homes in use on one evening or day of a weekend. One person is at one of them then; a computer at work rests. It looks at single pairs
/// of devices, and so it holds where <see cref="Households"/> takes two homes for one, because a visitor once brought a laptop.
/// </summary>
internal static class EveningsApart
{
    public const string Kind = "evenings-apart";

    // A device that was hardly ever seen has met nobody yet.
    private const int FewestDays = 3;

    // A new phone takes the place of an old one; two devices that take turns are used beside each other.
    private static readonly TimeSpan Beside = TimeSpan.FromDays(4);

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var placed = evidence.Placed.ToList();
        var devices = placed.GroupBy(sighting => sighting.Device).Select(own => new PlacedDevice(own.Key, [.. own]))
            .Where(device => device.Days >= FewestDays).ToDictionary(device => device.Device);
        var apart = devices.Values.ToDictionary(one => one.Device, one => devices.Values.Where(other => NeverMeet(one, other)).Select(other => other.Device).ToHashSet());
        var (computers, mixed, phones) = (0, 0, 0);
        foreach (var evening in placed.Where(sighting => sighting.IsAtHomeTime).GroupBy(sighting => sighting.Evening))
        {
            var used = evening.Select(sighting => sighting.Device).Distinct().Where(devices.ContainsKey).ToList();
            var pairs = used.SelectMany((one, index) => used.Skip(index + 1).Where(apart[one].Contains), (one, other) => (one, other)).ToList();
            computers += evening.Where(sighting => !sighting.Device.IsPhone).Select(sighting => sighting.Spot).Distinct().Skip(1).Any() ? 1 : 0;
            mixed += pairs.Exists(pair => pair.one.IsPhone != pair.other.IsPhone) ? 1 : 0;
            phones += pairs.Exists(pair => pair.one.IsPhone && pair.other.IsPhone) ? 1 : 0;
        }

        return Part.Of(Kind, Ramp.Points(9, computers, 0, 1) + Ramp.Points(8, mixed, 0, 2) + Ramp.Points(22, phones, 0, 1), new()
        {
            ["Computers"] = $"on two networks on {Duration.Count(computers, "evening")}",
            ["Phones"] = $"a phone and a computer that never share a network on {Duration.Count(mixed, "evening")}, two such phones on {Duration.Count(phones, "evening")}",
        });
    }

    // One time in ten they may: lines are put in the wrong city.
    private static bool NeverMeet(PlacedDevice one, PlacedDevice other) => one.Last - other.First > Beside && other.Last - one.First > Beside
        && one.DaysBySpot.Sum(spot => Math.Min(spot.Value, other.DaysBySpot.GetValueOrDefault(spot.Key))) <= 0.1 * Math.Min(one.Days, other.Days);

    private sealed class PlacedDevice(TracedDevice device, List<Sighting> sightings)
    {
        public TracedDevice Device => device;

        public DateTimeOffset First { get; } = sightings[0].To;

        public DateTimeOffset Last { get; } = sightings[^1].To;

        public int Days { get; } = sightings.Select(sighting => sighting.Day).Distinct().Count();

        public Dictionary<Spot, int> DaysBySpot { get; } =
            sightings.GroupBy(sighting => sighting.Spot).ToDictionary(spot => spot.Key, spot => spot.Select(sighting => sighting.Day).Distinct().Count());
    }
}
