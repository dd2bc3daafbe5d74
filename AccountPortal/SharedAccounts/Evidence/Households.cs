namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>
/// Devices that never meet. One person's phone and computers share a network sooner or later; those of two households never do. It works
/// without places, and it is what leaves a family behind one router alone.
/// </summary>
internal static class Households
{
    public const string Kind = "households";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        // A device that was borrowed once has met nobody yet.
        var groups = Groups(evidence).Where(group => Days(group).Count > 2).ToList();
        // A computer at work that never leaves it rests at the weekend.
        var atHome = groups.Where(IsAliveAtWeekends).ToList();
        var alike = atHome.SelectMany(group => group.Select(device => device.Type).Distinct()).CountBy(type => type).Select(count => count.Value).DefaultIfEmpty().Max();
        return Part.Of(Kind, Ramp.Points(14, alike, 1, 2), new()
        {
            ["Groups"] = $"{groups.Count} groups of devices that were never seen on the same network",
            ["Devices"] = string.Join("; ", groups.Take(4).Select(group => string.Join(", ", group.Take(4).Select(device => device.Name)))),
        });
    }

    private static List<List<TracedDevice>> Groups(AccountEvidence evidence)
    {
        var group = evidence.Devices.ToDictionary(device => device, device => device);
        foreach (var spot in evidence.Placed.GroupBy(sighting => sighting.Spot))
        {
            var met = spot.Select(sighting => sighting.Device).Distinct().ToList();
            // Two phones of one carrier have not met.
            if (!met.TrueForAll(device => device.IsPhone))
            {
                met.ForEach(device => group[Root(device)] = Root(met[0]));
            }
        }

        var placed = evidence.Placed.Select(sighting => sighting.Device).ToHashSet();
        return [.. evidence.Devices.Where(placed.Contains).GroupBy(Root).Select(devices => devices.ToList()).OrderByDescending(devices => devices.Count)];

        TracedDevice Root(TracedDevice device) => group[device] == device ? device : Root(group[device]);
    }

    private static bool IsAliveAtWeekends(List<TracedDevice> group) =>
        Days(group).Count(day => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) > 1;

    private static List<DateTime> Days(List<TracedDevice> group) =>
        [.. group.SelectMany(device => device.Traces).SelectMany(trace => new[] { trace.From.UtcDateTime.Date, trace.To.UtcDateTime.Date }).Distinct()];
}
