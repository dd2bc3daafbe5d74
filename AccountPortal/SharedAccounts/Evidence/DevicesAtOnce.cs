using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Three devices in use within an hour, or two phones at the same time: a person has two hands.</summary>
internal static class DevicesAtOnce
{
    public const string Kind = "devices-at-once";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan SameTime = TimeSpan.FromMinutes(6);

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var days = evidence.Sightings.Where(sighting => DevicesBefore(evidence, sighting) >= 3).Select(sighting => sighting.Day).Distinct().Count();
        var phoneDays = evidence.Pairs()
            .Where(pair => pair.One.Device.IsPhone && pair.Other.Device.IsPhone && pair.One.GapTo(pair.Other) <= SameTime)
            .Select(pair => pair.Other.Day).Distinct().Count();
        return Part.Of(Kind, Ramp.Points(16, days, 0, 4) + Ramp.Points(7, phoneDays, 0, 3), new()
        {
            ["Three"] = $"three or more devices within an hour on {Duration.Count(days, "day")}",
            ["Phones"] = $"two phones at the same time on {Duration.Count(phoneDays, "day")}",
        });
    }

    private static int DevicesBefore(AccountEvidence evidence, Sighting last) => evidence.Sightings
        .Where(sighting => sighting.From <= last.To && sighting.To >= last.To - Hour).Select(sighting => sighting.Device).Distinct().Count();
}
