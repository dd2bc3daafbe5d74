using AccountPortal.Sessions;
using AccountPortal.SharedAccounts;

namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>Turns what people do into sessions by the portal's own rules: timeouts, the limit, one browser one session, the place of the last use.</summary>
internal sealed class SimulatedAccount(Random random)
{
    private readonly SessionSettings settings = new();
    private readonly List<Live> live = [];
    private readonly List<SessionTrace> traces = [];
    private readonly Dictionary<Guid, HashSet<(string Network, string Country)>> usual = [];

    public static IReadOnlyList<SessionTrace> Traces(Random random, IEnumerable<SimulatedUse> uses)
    {
        var account = new SimulatedAccount(random);
        foreach (var use in uses.OrderBy(use => use.From))
        {
            account.Take(use);
        }

        account.traces.AddRange(account.live.Select(session => session.Trace));
        return [.. account.traces.Select(AsRemembered).OrderByDescending(trace => trace.To).Take(SessionTraces.Most)];
    }

    private void Take(SimulatedUse use)
    {
        foreach (var over in live.Where(session => settings.EndReasonAt(use.From, session.Device.IsRemembered, session.Trace.From, session.Trace.To, null) is not null).ToList())
        {
            End(over);
        }

        // A private window is closed, and with it goes the cookie, though not the session.
        var session = use.Device.IsPrivate && random.Is(0.7) ? null : live.Find(session => session.Device == use.Device);
        if (session is null)
        {
            Open(use);
            return;
        }

        var to = use.To > session.Trace.To ? use.To : session.Trace.To;
        session.Trace = session.Trace with { Before = [.. session.Trace.Before, .. Moves(session, use)], To = to, Network = use.Network, City = use.City.Name, Country = use.City.Country.Code, Latitude = use.City.Latitude, Longitude = use.City.Longitude, Line = use.Line };
        if (random.Is(0.03))
        {
            End(session);
        }
    }

    private void Open(SimulatedUse use)
    {
        if (live.Count >= settings.MaxPerUser)
        {
            End(live.MinBy(session => session.Trace.To)!);
        }

        var device = use.Device.IsPrivate ? random.NextGuid() : use.Device.Id;
        live.Add(new Live(use.Device)
        {
            Trace = new SessionTrace
            {
                From = use.From,
                To = use.To,
                DeviceId = device,
                Browser = use.Device.Browser,
                Os = use.Device.Os,
                DeviceType = use.Device.Type,
                Language = use.Device.Language,
                Country = use.City.Country.Code,
                City = use.City.Name,
                Latitude = use.City.Latitude,
                Longitude = use.City.Longitude,
                Network = use.Network,
                Line = use.Line,
                Before = [At(use)],
            },
        });
        UsualOf(device).Add((use.Network, use.City.Country.Code));
    }

    /// <summary>What the portal notes: a session on a network that is new to its computer, in a country that is new to its device.</summary>
    private IEnumerable<Waypoint> Moves(Live session, SimulatedUse use)
    {
        var (before, known) = (session.Trace, UsualOf(session.Trace.DeviceId!.Value));
        var isNewNetwork = use.Device.Type == "desktop" && use.Network != before.Network && known.All(place => place.Network != use.Network);
        var isNewCountry = use.City.Country.Code != before.Country && known.All(place => place.Country != use.City.Country.Code);
        if (isNewNetwork || isNewCountry)
        {
            known.Add((use.Network, use.City.Country.Code));
            yield return At(use);
        }
    }

    /// <summary>Of what ended long ago the portal has the events of the sign-in and of moves; their addresses are cut, coordinates and languages they never had.</summary>
    private static SessionTrace AsRemembered(SessionTrace trace)
    {
        List<Waypoint> before = [.. trace.Before.Select(point => point.At > SimulatedHistory.Recent ? point : point with { Line = null })];
        return trace.To > SimulatedHistory.Recent
            ? trace with { Before = before }
            : trace with
            {
                To = before[^1].At, Network = before[^1].Network, City = before[^1].City, Country = before[^1].Country,
                Latitude = null, Longitude = null, Line = null, Language = null, Before = before[..^1],
            };
    }

    private HashSet<(string Network, string Country)> UsualOf(Guid device) => usual.TryGetValue(device, out var places) ? places : usual[device] = [];

    private static Waypoint At(SimulatedUse use) => new(use.From, use.City.Country.Code, use.City.Name, use.Network, use.Line);

    private void End(Live session)
    {
        live.Remove(session);
        traces.Add(session.Trace);
    }

    private sealed class Live(SimulatedDevice device)
    {
        public SimulatedDevice Device => device;

        public required SessionTrace Trace { get; set; }
    }
}
