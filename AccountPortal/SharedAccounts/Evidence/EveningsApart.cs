using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>
/// Devices of two homes in use on one evening or day of a weekend. One person is at one of them then; a computer at work rests. It looks at single pairs
/// of devices, and so it holds where <see cref="Households"/> takes two homes for one, because a visitor once brought a laptop.
/// </summary>
internal static class EveningsApart
{
    public const string Kind = "evenings-apart";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var devices = evidence.PlacedDevices.Where(device => device.IsLasting).ToDictionary(device => device.Device);
        var apart = devices.Values.ToDictionary(one => one.Device, one => devices.Values.Where(other => NeverMeet(one, other)).Select(other => other.Device).ToHashSet());
        var (computers, still, mixed, phones) = (0, 0, 0, 0);
        foreach (var evening in evidence.Placed.Where(sighting => sighting.IsAtHomeTime).GroupBy(sighting => sighting.Evening))
        {
            var used = evening.Select(sighting => sighting.Device).Distinct().Where(devices.ContainsKey).ToList();
            var pairs = used.SelectMany((one, index) => used.Skip(index + 1).Where(apart[one].Contains), (one, other) => (one, other)).ToList();
            var fixedPlaces = evening.Where(sighting => !sighting.Device.IsPhone).Select(sighting => (sighting.Device, sighting.Spot)).Distinct().ToList();
            computers += AreApart(fixedPlaces) ? 1 : 0;
            still += AreApart(fixedPlaces.FindAll(place => !evidence.MovingNetworks.Contains(place.Spot.Network!))) ? 1 : 0;
            mixed += pairs.Exists(pair => pair.one.IsPhone != pair.other.IsPhone) ? 1 : 0;
            phones += pairs.Exists(pair => pair.one.IsPhone && pair.other.IsPhone) ? 1 : 0;
        }

        return Part.Of(Kind, Ramp.Points(10, computers, 0, 1) + Ramp.Points(15, still, 0, 5) + Ramp.Points(11, mixed, 0, 2) + Ramp.Points(19, phones, 0, 1), new()
        {
            ["Computers"] = $"two on two networks on {Duration.Count(computers, "evening")}, on {still} of them on networks that stay where they are",
            ["Phones"] = $"a phone and a computer that never share a network on {Duration.Count(mixed, "evening")}, two such phones on {Duration.Count(phones, "evening")}",
        });
    }

    private static bool AreApart(List<(TracedDevice Device, Spot Spot)> places) => places.Exists(one => places.Exists(other => one.Device != other.Device && one.Spot != other.Spot));

    // One time in ten they may: lines are put in the wrong city.
    private static bool NeverMeet(PlacedDevice one, PlacedDevice other) =>
        one.IsBeside(other) && one.DaysBySpot.Sum(spot => Math.Min(spot.Value, other.DaysBySpot.GetValueOrDefault(spot.Key))) <= 0.1 * Math.Min(one.Days, other.Days);
}
