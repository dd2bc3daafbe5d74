using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>More sessions in use side by side than one person keeps, or two phones at the same time: a person has two hands.</summary>
internal static class DevicesAtOnce
{
    public const string Kind = "devices-at-once";

    private static readonly TimeSpan SameTime = TimeSpan.FromMinutes(6);

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var traces = evidence.Devices.SelectMany(device => device.Traces).ToList();
        var open = traces.Select(trace => traces.Count(other => other.From <= trace.From && other.To >= trace.From)).DefaultIfEmpty().Max();
        var phoneDays = evidence.Pairs()
            .Where(pair => pair.One.Device.IsPhone && pair.Other.Device.IsPhone && pair.One.GapTo(pair.Other) <= SameTime)
            .Select(pair => pair.Other.Day).Distinct().Count();
        return Part.Of(Kind, Ramp.Points(21, open, 2, 5) + Ramp.Points(12, phoneDays, 0, 5), new()
        {
            ["Sessions"] = $"{Duration.Count(open, "session")} in use side by side",
            ["Phones"] = $"two phones at the same time on {Duration.Count(phoneDays, "day")}",
        });
    }
}
