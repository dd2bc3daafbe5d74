namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>
/// Devices that are carried along different ways. What one person carries is seen at the same places again, at home and at work; devices that
/// have less than two networks in common, or none, were carried by different people.
/// </summary>
internal static class WaysApart
{
    public const string Kind = "ways-apart";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var carried = evidence.PlacedDevices.Where(device => device.IsLasting && device.DaysBySpot.Count >= 2).ToList();
        // A new phone goes the ways of the old one, and when its owner has moved, others.
        int Beside(List<PlacedDevice> ways) => SideBySide.Most([.. ways.Select(way => (way.First, way.Last))]);
        var (ways, apart) = (Beside(Ways(carried, inCommon: 2)), Beside(Ways(carried, inCommon: 1)));
        return Part.Of(Kind, Ramp.Points(9, ways, 1, 2) + Ramp.Points(15, apart, 1, 3), new()
        {
            ["Ways"] = $"{carried.Count} devices that are carried about go {ways} different ways, {apart} without a single network in common",
        });
    }

    private static List<PlacedDevice> Ways(List<PlacedDevice> carried, int inCommon)
    {
        var left = carried.ToList();
        List<PlacedDevice> ways = [];
        while (left.Count > 0)
        {
            List<PlacedDevice> together = [left[0]];
            // Whoever goes along with one of them goes along with all.
            for (var next = 0; next < together.Count; next++)
            {
                left.Remove(together[next]);
                together.AddRange(left.Where(other => other.DaysBySpot.Keys.Intersect(together[next].DaysBySpot.Keys).Count() >= inCommon).Except(together).ToList());
            }

            ways.Add(together[0]);
        }

        return ways;
    }
}
