namespace AccountPortal.SharedAccounts;

/// <summary>
/// Tells homes of one provider in one city apart. Devices that were ever behind one address are of one home. Those that never were are of two only if
/// each kept to its own address over several days: most providers give a home a new address now and then, and some many homes one.
/// </summary>
internal static class Homes
{
    private const int FewestDays = 3;

    public static void TellApart(IEnumerable<Sighting> sightings)
    {
        foreach (var spot in sightings.Where(sighting => sighting is { Network: not null, Line: not null }).GroupBy(sighting => sighting.Spot))
        {
            var homes = Together([.. spot.GroupBy(sighting => sighting.Device).Select(own => own.ToList())]).OrderByDescending(home => home.Count).ToList();
            var steady = homes.ConvertAll(Steady);
            for (var home = 1; home < homes.Count; home++)
            {
                if (steady[home].Overlaps(steady[0]))
                {
                    homes[home].ForEach(sighting => sighting.Home = home);
                }
            }
        }
    }

    private static List<List<Sighting>> Together(List<List<Sighting>> devices)
    {
        List<List<Sighting>> homes = [];
        foreach (var device in devices)
        {
            var lines = device.Select(sighting => sighting.Line).ToHashSet();
            var met = homes.Where(home => home.Exists(sighting => lines.Contains(sighting.Line))).ToList();
            homes.RemoveAll(met.Contains);
            homes.Add([.. met.SelectMany(home => home), .. device]);
        }

        return homes;
    }

    // IPv4 and IPv6 apart: an old device has the one, a new one mostly the other, behind one router.
    private static HashSet<bool> Steady(List<Sighting> home) =>
    [
        .. home.GroupBy(sighting => sighting.Line!.IsSix)
            .Where(family => Days(family) >= Math.Max(FewestDays, FewestDays * family.Select(sighting => sighting.Line).Distinct().Count())).Select(family => family.Key),
    ];

    private static int Days(IEnumerable<Sighting> sightings) => sightings.Select(sighting => sighting.Day).Distinct().Count();
}
