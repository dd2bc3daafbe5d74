using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>
/// Devices that were never behind one internet line. Those of a person or a family were, sooner or later, whatever the place databases say of the line:
/// proven to share one, they count nothing here. An address that changes each day proves it too, for those who use it on one day.
/// </summary>
internal static class LinesApart
{
    public const string Kind = "lines-apart";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        // A device that was borrowed for a day belongs to nobody.
        var all = evidence.Placed.GroupBy(sighting => sighting.Device).Select(own => new LinedDevice(own.Key, [.. own], evidence.MovingNetworks))
            .Where(device => device.Lines.Count > 0).ToList();
        var lasting = all.Where(device => device.IsLasting).ToList();
        var groups = Groups(lasting);
        var computers = lasting.Where(one => one.Device.IsComputer && one.IsAliveAtWeekends && !all.Exists(other => other != one && other.Device.IsComputer && other.HasMet(one)));
        var alone = SideBySide.Most([.. computers.Select(computer => (computer.First, computer.Last))]);
        return Part.Of(Kind, Ramp.Points(11, groups, 1, 2) + Ramp.Points(17, alone, 1, 2), new()
        {
            ["Groups"] = $"{Duration.Count(groups, "group")} of devices that were never behind the same internet line",
            ["Computers"] = $"{Duration.Count(alone, "computer")} used at weekends that never shared a line with another computer",
        });
    }

    private static int Groups(List<LinedDevice> devices)
    {
        var left = devices.ToList();
        var groups = 0;
        while (left.Count > 0)
        {
            List<LinedDevice> together = [left[0]];
            for (var next = 0; next < together.Count; next++)
            {
                left.Remove(together[next]);
                // Two phones behind one address of a carrier have not met.
                together.AddRange(left.Where(other => !(other.Device.IsPhone && together[next].Device.IsPhone) && other.HasMet(together[next])).Except(together).ToList());
            }

            groups++;
        }

        return groups;
    }

    private sealed class LinedDevice(TracedDevice device, List<Sighting> sightings, IReadOnlySet<string> moving)
    {
        public TracedDevice Device => device;

        public DateTimeOffset First { get; } = sightings[0].To;

        public DateTimeOffset Last { get; } = sightings[^1].To;

        public bool IsLasting { get; } = sightings.Select(sighting => sighting.Day).Distinct().Skip(1).Any();

        public bool IsAliveAtWeekends { get; } =
            sightings.Select(sighting => sighting.Day).Distinct().Where(day => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday).Skip(1).Any();

        // Many people come out of one address of a VPN.
        public HashSet<(string?, Line?)> Lines { get; } =
            [.. sightings.Where(sighting => sighting.Line is not null && !moving.Contains(sighting.Network!)).Select(sighting => (sighting.Network, sighting.Line))];

        public bool HasMet(LinedDevice other) => Lines.Overlaps(other.Lines);
    }
}
