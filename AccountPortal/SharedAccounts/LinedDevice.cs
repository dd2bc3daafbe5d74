namespace AccountPortal.SharedAccounts;

/// <summary>A device with the internet lines that it was on.</summary>
internal sealed class LinedDevice(TracedDevice device, List<Sighting> sightings, IReadOnlySet<string> moving)
{
    public TracedDevice Device => device;

    public DateTimeOffset First { get; } = sightings[0].To;

    public DateTimeOffset Last { get; } = sightings[^1].To;

    // A device that was borrowed for a day belongs to nobody.
    public bool IsLasting { get; } = sightings.Select(sighting => sighting.Day).Distinct().Skip(1).Any();

    public bool IsAliveAtWeekends { get; } =
        sightings.Select(sighting => sighting.Day).Distinct().Where(day => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday).Skip(1).Any();

    // Many people come out of one address of a VPN.
    public HashSet<(string?, Line?)> Lines { get; } =
        [.. sightings.Where(sighting => sighting.Line is not null && !moving.Contains(sighting.Network!)).Select(sighting => (sighting.Network, sighting.Line))];

    public bool HasMet(LinedDevice other) => Lines.Overlaps(other.Lines);

    /// <summary>Those that were behind one line, with those that were behind one with any of them, and so on. Two phones behind one address of a carrier have not met.</summary>
    public static List<List<LinedDevice>> Groups(IEnumerable<LinedDevice> devices)
    {
        var left = devices.ToList();
        List<List<LinedDevice>> groups = [];
        while (left.Count > 0)
        {
            List<LinedDevice> together = [left[0]];
            for (var next = 0; next < together.Count; next++)
            {
                left.Remove(together[next]);
                together.AddRange(left.Where(other => !(other.Device.IsPhone && together[next].Device.IsPhone) && other.HasMet(together[next])).Except(together).ToList());
            }

            groups.Add(together);
        }

        return groups;
    }
}
