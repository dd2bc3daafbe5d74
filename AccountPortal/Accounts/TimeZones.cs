namespace AccountPortal.Accounts;

/// <summary>The time zones to choose from, by their IANA names, grouped by continent.</summary>
public static class TimeZones
{
    // Any real list has some hundreds.
    private const int Fewest = 100;

    private static readonly Lazy<IReadOnlyList<IGrouping<string, string>>> All = new(Read);

    public static IReadOnlyList<IGrouping<string, string>> Groups => All.Value;

    public static bool Has(string id) => Groups.Any(group => group.Contains(id, StringComparer.Ordinal));

    /// <summary>"America/Argentina/Buenos_Aires" as people write it: "Argentina, Buenos Aires".</summary>
    public static string Name(string id) => id[(id.IndexOf('/') + 1)..].Replace("/", ", ", StringComparison.Ordinal).Replace('_', ' ');

    /// <summary>Says in the log that the machine has none to choose from: images of containers often lack them.</summary>
    public static void WarnIfMissing(ILogger logger)
    {
        var count = Groups.Sum(group => group.Count());
        if (count < Fewest)
        {
            logger.LogWarning("This machine knows {Count} time zones: people cannot choose theirs, and times are in UTC. Install tzdata, or take a container image that has it", count);
        }
    }

    private static IReadOnlyList<IGrouping<string, string>> Read() =>
    [
        .. TimeZoneInfo.GetSystemTimeZones()
            .Select(zone => zone.Id)
            // "Etc/GMT+5" means UTC−5, "EST5EDT" is no place: nobody looks for these.
            .Where(id => id.Contains('/') && !id.StartsWith("Etc/", StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out _))
            .Order(StringComparer.Ordinal)
            .GroupBy(id => id[..id.IndexOf('/')]),
    ];
}
