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

        Inherit(sightings);
    }

    // Of older ones the line is not known any more: a device was then in the home where it is now.
    private static void Inherit(IEnumerable<Sighting> sightings)
    {
        var homes = sightings.Where(sighting => sighting.Home > 0).GroupBy(sighting => (sighting.Device, sighting.Spot.Network, sighting.Spot.City)).ToDictionary(own => own.Key, own => own.First().Home);
        foreach (var sighting in sightings.Where(sighting => sighting.Line is null && homes.Count > 0))
        {
            sighting.Home = homes.GetValueOrDefault((sighting.Device, sighting.Spot.Network, sighting.Spot.City));
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
