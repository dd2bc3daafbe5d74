using System.Text.Json;
using AccountPortal.Tests.SharedAccounts.Simulation;

namespace AccountPortal.Tests.SharedAccounts;

/// <summary>That the simulated histories are what they claim to be: the figures are worth as much as they are.</summary>
public class SimulationTests
{
    [Fact]
    public void A_seed_gives_the_same_history_each_time_and_another_seed_another()
    {
        var first = SimulatedHistory.Make(SimulatedKind.SharedByTeam, SimulatedRange.A, 5);
        Assert.Equal(Text(first), Text(SimulatedHistory.Make(SimulatedKind.SharedByTeam, SimulatedRange.A, 5)));
        Assert.NotEqual(Text(first), Text(SimulatedHistory.Make(SimulatedKind.SharedByTeam, SimulatedRange.A, 6)));
    }

    [Fact]
    public void Tuning_and_measuring_share_no_city_and_no_provider()
    {
        SimulatedWorld[] worlds = [SimulatedWorld.A, SimulatedWorld.B, SimulatedWorld.C, SimulatedWorld.D, SimulatedWorld.E, SimulatedWorld.F, SimulatedWorld.G];
        foreach (var (one, other) in worlds.SelectMany((one, index) => worlds.Skip(index + 1), (one, other) => (one, other)))
        {
            Assert.Empty(Cities(one).Intersect(Cities(other)));
            Assert.Empty(one.Countries.SelectMany(country => country.Providers).Intersect(other.Countries.SelectMany(country => country.Providers)));
            Assert.Empty(one.VpnNetworks.Intersect(other.VpnNetworks));
        }
    }

    [Fact]
    public void Sessions_keep_the_portals_rules()
    {
        foreach (var kind in SimulatedKinds.OfOne.Concat(SimulatedKinds.Shared))
        {
            var history = SimulatedHistory.Make(kind, SimulatedRange.A, 1);
            Assert.Equal(kind >= SimulatedKind.SharedAcrossCities, history.People > 1);
            Assert.NotEmpty(history.Traces);
            Assert.All(history.Traces, trace => Assert.InRange(trace.To, trace.From, SimulatedHistory.End));
            Assert.All(history.Traces, trace => Assert.InRange(trace.From, SimulatedHistory.Start.AddDays(-1), trace.To));
            Assert.All(history.Traces, trace => Assert.Equal(trace.From, trace.Before.Count > 0 ? trace.Before[0].At : trace.To));
            Assert.All(history.Traces, trace => Assert.All(trace.Before, point => Assert.InRange(point.At, trace.From, trace.To)));
            Assert.All(history.Traces.Where(trace => trace.DeviceType == "phone"), trace => Assert.Equal(trace.Before.Count, trace.Before.Select(point => point.Country).Distinct().Count()));
            // What the portal forgets is not known to the simulation either.
            Assert.All(history.Traces.SelectMany(trace => trace.Before).Where(point => point.At <= SimulatedHistory.Recent), point => Assert.Null(point.Line));
            var past = history.Traces.Where(trace => trace.To <= SimulatedHistory.Recent).ToList();
            Assert.NotEmpty(past);
            Assert.All(past, trace => Assert.Equal((null, null, null, null), (trace.Line, trace.Latitude, trace.Longitude, trace.Language)));
        }
    }

    private static string Text(SimulatedHistory history) => JsonSerializer.Serialize(history.Traces);

    private static IEnumerable<string> Cities(SimulatedWorld world) => world.Countries.SelectMany(country => country.Cities).Select(city => city.Name);
}
