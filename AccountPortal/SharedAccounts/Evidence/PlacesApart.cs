using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Two devices in use at places too far apart for the time between.</summary>
internal static class PlacesApart
{
    public const string Kind = "places-apart";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var apart = evidence.Apart;
        if (apart.Count == 0)
        {
            return null;
        }

        var days = apart.Select(pair => pair.Other.Day).Distinct().Count();
        var devices = apart.Select(pair => (pair.One.Device, pair.Other.Device)).Select(pair => new HashSet<TracedDevice> { pair.Item1, pair.Item2 })
            .Distinct(HashSet<TracedDevice>.CreateSetComparer()).Count();
        var (one, other) = apart.MinBy(pair => pair.One.GapTo(pair.Other));
        return Part.Of(Kind, Ramp.Points(5, devices, 0, 4), new()
        {
            ["Days"] = $"on {Duration.Count(days, "day")} of {SharedAccountScore.Window.Days}",
            ["Example"] = $"{one.Device.Name} in {one.PlaceName ?? "one place"} and {other.Device.Name} in {other.PlaceName ?? "another"}, "
                + $"{one.KilometresTo(other):0} km apart, {(one.GapTo(other) < TimeSpan.FromMinutes(1) ? "at the same time" : $"within {one.GapTo(other).TotalMinutes:0} minutes")}",
        });
    }
}
