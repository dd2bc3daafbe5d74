using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>More sessions in use side by side than one person keeps, or two phones at the same time: a person has two hands.</summary>
internal static class DevicesAtOnce
{
    public const string Kind = "devices-at-once";

    private static readonly TimeSpan SameTime = TimeSpan.FromMinutes(6);

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var open = MostOpen([.. evidence.Traces]);
        var phoneDays = evidence.Pairs(SameTime)
            .Where(pair => pair.One.Device.IsPhone && pair.Other.Device.IsPhone && pair.One.GapTo(pair.Other) <= SameTime)
            .Select(pair => pair.Other.Day).Distinct().Count();
        return Part.Of(Kind, Ramp.Points(15, open, 2, 5) + Ramp.Points(8, phoneDays, 0, 5), new()
        {
            ["Sessions"] = $"{Duration.Count(open, "session")} in use side by side",
            ["Phones"] = $"two phones at the same time on {Duration.Count(phoneDays, "day")}",
        });
    }

    private static int MostOpen(List<SessionTrace> traces)
    {
        var (starts, ends) = (traces.Select(trace => trace.From).Order().ToList(), traces.Select(trace => trace.To).Order().ToList());
        var (most, over) = (0, 0);
        for (var open = 0; open < starts.Count; open++)
        {
            while (ends[over] < starts[open])
            {
                over++;
            }

            most = Math.Max(most, open + 1 - over);
        }

        return most;
    }
}
