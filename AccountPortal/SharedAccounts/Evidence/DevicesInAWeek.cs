using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>More devices in a week than a person has, and more phones.</summary>
internal static class DevicesInAWeek
{
    public const string Kind = "devices";

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var (devices, phones) = (0, 0);
        foreach (var start in evidence.Sightings.Select(sighting => sighting.To).Distinct())
        {
            var used = evidence.Devices.Where(device => device.Traces.Any(trace => trace.To >= start && trace.From <= start + Week)).ToList();
            (devices, phones) = (Math.Max(devices, used.Count), Math.Max(phones, used.Count(device => device.IsPhone)));
        }

        return Part.Of(Kind, Ramp.Points(12, devices, 3, 9) + Ramp.Points(19, phones, 1, 4), new()
        {
            ["Devices"] = $"{Duration.Count(devices, "device")} within a week, {Duration.Count(phones, "phone")} among them",
        });
    }
}
