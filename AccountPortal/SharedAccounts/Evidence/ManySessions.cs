using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>More sessions than one person opens; habits differ, and so it takes many.</summary>
internal static class ManySessions
{
    public const string Kind = "sessions";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var (sessions, days) = (evidence.Traces.Count(), evidence.Sightings.Select(sighting => sighting.Day).Distinct().Count());
        return Part.Of(Kind, Ramp.Points(5, sessions, 40, 150) + Ramp.Points(18, sessions / Math.Max(1.0, days), 2, 6), new()
        {
            ["Sessions"] = $"{sessions} sessions in {SharedAccountScore.Window.Days} days, on {Duration.Count(days, "day")} of them",
        });
    }
}
