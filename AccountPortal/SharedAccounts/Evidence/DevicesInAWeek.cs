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
            var used = evidence.Devices.Where(device => device.Traces.Any(trace => trace.To >= start && trace.From <= start + Week)).ToList();
            devices = Math.Max(devices, used.Count);
            computers = Math.Max(computers, used.Count(device => device.IsComputer));
            phones = Math.Max(phones, used.Count(device => device.IsPhone));
        }

        return Part.Of(Kind, Ramp.Points(23, computers, 2, 5) + Ramp.Points(23, phones, 1, 3), new()
        {
            ["Devices"] = $"{Duration.Count(devices, "device")} within a week; at most {Duration.Count(computers, "computer")} and {Duration.Count(phones, "phone")}",
        });
    }
}
