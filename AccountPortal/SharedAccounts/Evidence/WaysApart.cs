namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>
/// Devices that are carried along different ways. What one person carries is seen at the same places again, at home and at work; devices that
/// have less than two networks in common were carried by different people.
/// </summary>
internal static class WaysApart
{
    public const string Kind = "ways-apart";

    private const int FewestDays = 3;
    private const int InCommon = 2;

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var carried = evidence.Placed.GroupBy(sighting => sighting.Device)
            .Where(own => own.Select(sighting => sighting.Day).Distinct().Count() >= FewestDays)
            .Select(own => own.Select(sighting => sighting.Spot).ToHashSet())
            .Where(spots => spots.Count >= InCommon).ToList();
        var ways = Ways(carried);
        return Part.Of(Kind, Ramp.Points(10, ways, 1, 2), new() { ["Ways"] = $"{carried.Count} devices that are carried about go {ways} different ways" });
    }

    private static int Ways(List<HashSet<Spot>> carried)
    {
        var left = carried.ToList();
        var ways = 0;
        while (left.Count > 0)
        {
            List<HashSet<Spot>> together = [left[0]];
            // Whoever goes along with one of them goes along with all.
            for (var next = 0; next < together.Count; next++)
            {
                left.Remove(together[next]);
                together.AddRange(left.Where(spots => spots.Intersect(together[next]).Count() >= InCommon).Except(together).ToList());
            }

            ways++;
        }

        return ways;
    }
}
