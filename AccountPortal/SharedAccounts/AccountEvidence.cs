namespace AccountPortal.SharedAccounts;

/// <summary>The sessions of an account, sorted out once for all parts of the score.</summary>
internal sealed class AccountEvidence
{
    private readonly Lazy<HashSet<string>> movingNetworks;
    private readonly Lazy<List<(Sighting One, Sighting Other)>> apart;

    public AccountEvidence(IEnumerable<SessionTrace> traces)
    {
        Devices = TracedDevice.Of(traces);
        var coordinates = Traces.Where(trace => trace is { City: not null, Latitude: not null }).DistinctBy(trace => (trace.Country, trace.City))
            .ToDictionary(trace => (trace.Country, trace.City), trace => (trace.Latitude, trace.Longitude));
        Sightings = [.. Devices.SelectMany(device => device.Traces.SelectMany(trace => Sighting.Of(device, trace, coordinates))).OrderBy(sighting => sighting.To)];
        Homes.TellApart(Sightings);
        movingNetworks = new Lazy<HashSet<string>>(FindMovingNetworks);
        var placed = Placed.GroupBy(sighting => sighting.Device).Select(own => (Device: own.Key, Sightings: own.ToList())).ToList();
        PlacedDevices = placed.ConvertAll(own => new PlacedDevice(own.Device, own.Sightings));
        Lined = [.. placed.Select(own => new LinedDevice(own.Device, own.Sightings, MovingNetworks)).Where(device => device.Lines.Count > 0)];
        apart = new Lazy<List<(Sighting, Sighting)>>(() =>
        [
            .. Pairs(Sighting.LongestJourney)
                .Where(pair => pair.One.IsTooFarFrom(pair.Other) && !MovingNetworks.Contains(pair.One.Network!) && !MovingNetworks.Contains(pair.Other.Network!)),
        ]);
        LineGroups = LinedDevice.Groups(Lined.Where(device => device.IsLasting));
    }

    public IReadOnlyList<TracedDevice> Devices { get; }

    public IEnumerable<SessionTrace> Traces => Devices.SelectMany(device => device.Traces);

    public IReadOnlyList<Sighting> Sightings { get; }

    /// <summary>Those on a network that says something.</summary>
    public IEnumerable<Sighting> Placed => Sightings.Where(sighting => sighting.Network is not null);

    public IReadOnlyList<PlacedDevice> PlacedDevices { get; }

    /// <summary>Those whose internet lines are known.</summary>
    public IReadOnlyList<LinedDevice> Lined { get; }

    /// <summary>Lasting devices, sorted by who was ever behind one internet line with whom.</summary>
    public IReadOnlyList<IReadOnlyList<LinedDevice>> LineGroups { get; }

    /// <summary>
    /// Networks over which a single device jumps: a phone's, a VPN's. Where it seems to be says nothing.
    /// </summary>
    public IReadOnlySet<string> MovingNetworks => movingNetworks.Value;

    /// <summary>Pairs of two devices at places too far apart for the time between, on networks that stay where they are.</summary>
    public IReadOnlyList<(Sighting One, Sighting Other)> Apart => apart.Value;

    /// <summary>Pairs of sightings of two devices, no more than that time apart.</summary>
    public IEnumerable<(Sighting One, Sighting Other)> Pairs(TimeSpan within) => Near(Sightings, within).Where(pair => pair.One.Device != pair.Other.Device);

    // They are sorted by their ends: what ended long before one began did so before all that come after it.
    private static IEnumerable<(Sighting One, Sighting Other)> Near(IReadOnlyList<Sighting> sightings, TimeSpan within)
    {
        for (var later = 1; later < sightings.Count; later++)
        {
            for (var earlier = later - 1; earlier >= 0 && sightings[later].From - sightings[earlier].To <= within; earlier--)
            {
                yield return (sightings[earlier], sightings[later]);
            }
        }
    }

    private HashSet<string> FindMovingNetworks()
    {
        HashSet<string> moving = [];
        foreach (var own in Placed.GroupBy(sighting => sighting.Device).Select(group => group.ToList()))
        {
            foreach (var (one, other) in Near(own, Sighting.LongestJourney))
            {
                if (one.IsTooFarFrom(other, haste: 2))
                {
                    moving.UnionWith([one.Network!, other.Network!]);
                }
            }
        }

        return moving;
    }
}
