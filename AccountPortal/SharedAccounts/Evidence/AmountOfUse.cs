using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Speaks against several people: the more an account is used and the more devices it has, the more of the other evidence comes together by chance.</summary>
internal static class AmountOfUse
{
    public const string Kind = "amount-of-use";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var devices = evidence.PlacedDevices.Count(device => device.IsLasting);
        var changes = Changes(evidence);
        var computers = Changes(evidence.Placed.Where(sighting => sighting.IsAtHomeTime && !sighting.Device.IsPhone).Select(sighting => sighting.Spot));
        return Part.Of(Kind, Ramp.Points(-21, devices, 2, 5) + Ramp.Points(-19, changes, 0, 44) + Ramp.Points(-7, computers, 6, 8), new()
        {
            ["Devices"] = $"{Duration.Count(devices, "device")} in use on three days or more",
            ["Changes"] = $"{Duration.Count(changes, "change")} between places in the evenings and at weekends, {computers} of computers",
        });
    }

    private static int Changes(IEnumerable<Spot> spots)
    {
        var evenings = spots.ToList();
        return evenings.Zip(evenings.Skip(1)).Count(pair => pair.First != pair.Second);
    }

    /// <summary>Places that some device was at both of are one here.</summary>
    private static int Changes(AccountEvidence evidence)
    {
        Dictionary<Spot, Spot> together = [];
        foreach (var device in evidence.PlacedDevices)
        {
            var first = device.DaysBySpot.Keys.First();
            foreach (var spot in device.DaysBySpot.Keys)
            {
                together[Root(spot)] = Root(first);
            }
        }

        var lasting = evidence.PlacedDevices.Where(device => device.IsLasting).Select(device => device.Device).ToHashSet();
        return Changes(evidence.Placed.Where(sighting => sighting.IsAtHomeTime && lasting.Contains(sighting.Device)).Select(sighting => Root(sighting.Spot)));

        Spot Root(Spot spot) => !together.TryGetValue(spot, out var next) || next == spot ? spot : Root(next);
    }
}
