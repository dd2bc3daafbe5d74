using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>More computers and more phones in a week than a person has.</summary>
internal static class DevicesInAWeek
{
    public const string Kind = "devices";

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var (devices, computers, phones) = (0, 0, 0);
        foreach (var start in evidence.Sightings.Select(sighting => sighting.To).Distinct())
        {
            var (all, desks, hands) = (0, 0, 0);
            foreach (var device in evidence.Devices)
            {
                if (IsInUse(device, start, start + Week))
                {
                    (all, desks, hands) = (all + 1, desks + (device.IsComputer ? 1 : 0), hands + (device.IsPhone ? 1 : 0));
                }
            }

            (devices, computers, phones) = (Math.Max(devices, all), Math.Max(computers, desks), Math.Max(phones, hands));
        }

        return Part.Of(Kind, Ramp.Points(14, computers, 2, 5) + Ramp.Points(19, phones, 1, 3), new()
        {
            ["Devices"] = $"{Duration.Count(devices, "device")} within a week; at most {Duration.Count(computers, "computer")} and {Duration.Count(phones, "phone")}",
        });
    }

    // They are sorted by their ends.
    private static bool IsInUse(TracedDevice device, DateTimeOffset from, DateTimeOffset to)
    {
        var (low, high) = (0, device.Traces.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = device.Traces[middle].To < from ? (middle + 1, high) : (low, middle);
        }

        return device.Traces.Skip(low).Any(trace => trace.From <= to);
    }
}
