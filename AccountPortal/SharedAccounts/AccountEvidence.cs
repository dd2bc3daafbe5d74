namespace AccountPortal.SharedAccounts;

/// <summary>The sessions of an account, sorted out once for all parts of the score.</summary>
internal sealed class AccountEvidence
{
    private readonly Lazy<HashSet<string>> movingNetworks;

    public AccountEvidence(IEnumerable<SessionTrace> traces)
    {
        Devices = TracedDevice.Of(traces);
        var coordinates = Traces.Where(trace => trace.City is not null).DistinctBy(trace => (trace.Country, trace.City))
            .ToDictionary(trace => (trace.Country, trace.City), trace => (trace.Latitude, trace.Longitude));
        Sightings = [.. Devices.SelectMany(device => device.Traces.SelectMany(trace => Sighting.Of(device, trace, coordinates))).OrderBy(sighting => sighting.To)];
        Homes.TellApart(Sightings);
        movingNetworks = new Lazy<HashSet<string>>(FindMovingNetworks);
    }

    public IReadOnlyList<TracedDevice> Devices { get; }

    public IEnumerable<SessionTrace> Traces => Devices.SelectMany(device => device.Traces);

    public IReadOnlyList<Sighting> Sightings { get; }

    /// <summary>Those on a network that says something.</summary>
    public IEnumerable<Sighting> Placed => Sightings.Where(sighting => sighting.Network is not null);

    /// <summary>
    /// Networks over which a single device jumps: a phone's, a VPN's. Where it seems to be says nothing.
    /// </summary>
    public IReadOnlySet<string> MovingNetworks => movingNetworks.Value;

    /// <summary>Pairs of sightings of two devices.</summary>
    public IEnumerable<(Sighting One, Sighting Other)> Pairs()
    {
        for (var later = 1; later < Sightings.Count; later++)
        {
            for (var earlier = 0; earlier < later; earlier++)
            {
                if (Sightings[later].Device != Sightings[earlier].Device)
                {
                    yield return (Sightings[earlier], Sightings[later]);
                }
            }
        }
    }

    private HashSet<string> FindMovingNetworks()
    {
        HashSet<string> moving = [];
        foreach (var own in Placed.GroupBy(sighting => sighting.Device).Select(group => group.ToList()))
        {
            foreach (var (one, other) in own.SelectMany((one, index) => own.Skip(index + 1), (one, other) => (one, other)))
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
