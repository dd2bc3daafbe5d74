namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Everybody sleeps: an account that is used around the clock has people who take turns.</summary>
internal static class NoRest
{
    public const string Kind = "no-rest";

    // A single late night must not count.
    private const double Ignored = 0.02;
    private const int FewestSessions = 20;

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var rest = LongestRest(evidence);
        return evidence.Traces.Count() < FewestSessions ? null : Part.Of(Kind, Ramp.Points(7, -rest, -8, -5), new()
        {
            ["Rest"] = $"the longest time of day without use is {rest} hours",
        });
    }

    private static int LongestRest(AccountEvidence evidence)
    {
        var uses = new int[24];
        foreach (var trace in evidence.Devices.SelectMany(device => device.Traces))
        {
            uses[trace.From.UtcDateTime.Hour]++;
            uses[trace.To.UtcDateTime.Hour]++;
        }

        return Enumerable.Range(0, 24).Max(start => RestFrom(start, uses));
    }

    private static int RestFrom(int start, int[] uses)
    {
        var (hours, seen, most) = (0, 0, Ignored * uses.Sum());
        while (hours < 24 && (seen += uses[(start + hours) % 24]) <= most)
        {
            hours++;
        }

        return hours;
    }
}
