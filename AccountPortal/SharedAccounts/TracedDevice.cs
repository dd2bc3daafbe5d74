namespace AccountPortal.SharedAccounts;

/// <summary>A device of an account, with the sessions it left.</summary>
internal sealed class TracedDevice(IReadOnlyList<SessionTrace> traces)
{
    // From so many on, single sessions of like browsers are one browser that keeps no cookies.
    private const int FewestAlike = 3;

    public IReadOnlyList<SessionTrace> Traces => traces;

    public string Type => traces[0].DeviceType;

    public string Os => traces[0].Os;

    public string? Language => traces[0].Language;

    /// <summary>Phones change networks as they go: what only phones were seen on is no place where people meet.</summary>
    public bool IsPhone => Type == "phone";

    public bool IsComputer => Type == "desktop";

    /// <summary>"Firefox on Windows".</summary>
    public string Name => $"{traces[0].Browser} on {traces[0].Os}";

    /// <summary>
    /// Sorts the sessions by device. A browser that forgets its cookies would be a new device at each sign-in: such one-day wonders of the same
    /// make, system and language count as one.
    /// </summary>
    public static IReadOnlyList<TracedDevice> Of(IEnumerable<SessionTrace> all)
    {
        var byId = all.GroupBy(trace => trace.DeviceId is { } id ? (object)id : Make(trace)).Select(group => group.OrderBy(trace => trace.To).ToList()).ToList();
        var (forgetful, lasting) = (new List<List<SessionTrace>>(), new List<List<SessionTrace>>());
        foreach (var group in byId.GroupBy(traces => traces.Count == 1 && traces[0].To - traces[0].From < TimeSpan.FromDays(1) ? (object)Make(traces[0]) : traces))
        {
            (group.Count() >= FewestAlike ? forgetful : lasting).AddRange(
                group.Count() >= FewestAlike ? [[.. group.SelectMany(traces => traces).OrderBy(trace => trace.To)]] : group);
        }

        return [.. lasting.Concat(forgetful).Select(traces => new TracedDevice(traces)).OrderBy(device => device.Traces[0].From)];
    }

    private static (string, string, string, string?) Make(SessionTrace trace) => (trace.Browser, trace.Os, trace.DeviceType, trace.Language);
}
