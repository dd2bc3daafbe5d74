namespace AccountPortal.SharedAccounts;

/// <summary>A device with its sightings on networks that say something, the earliest first.</summary>
internal sealed class PlacedDevice(TracedDevice device, IReadOnlyList<Sighting> sightings)
{
    // A device that was hardly ever seen has met nobody yet.
    private const int FewestDays = 3;

    // A new phone takes the place of an old one; two devices that take turns are used beside each other.
    private static readonly TimeSpan Beside = TimeSpan.FromDays(4);

    public TracedDevice Device => device;

    public DateTimeOffset First { get; } = sightings[0].To;

    public DateTimeOffset Last { get; } = sightings[^1].To;

    public int Days { get; } = CountDays(sightings);

    public bool IsLasting => Days >= FewestDays;

    /// <summary>Seen on more than one day: nobody borrowed it.</summary>
    public bool IsNotBorrowed => Days > 1;

    public IReadOnlyDictionary<Spot, int> DaysBySpot { get; } = sightings.GroupBy(sighting => sighting.Spot).ToDictionary(spot => spot.Key, CountDays);

    /// <summary>Where it is most in the evenings and at weekends, on two days at least.</summary>
    public Spot? HomeSpot { get; } = MostOf(sightings, sighting => sighting.Spot) is { } home ? home.Key : null;

    public string? HomeCity { get; } = MostOf(sightings.Where(sighting => sighting.Spot.City is not null), sighting => sighting.Spot.City)?.Key;

    public string? HomeNetwork { get; } = MostOf(sightings, sighting => sighting.Network)?.Key;

    public bool IsBeside(PlacedDevice other) => Last - other.First > Beside && other.Last - First > Beside;

    private static IGrouping<T, Sighting>? MostOf<T>(IEnumerable<Sighting> sightings, Func<Sighting, T> what) =>
        sightings.Where(sighting => sighting.IsAtHomeTime).GroupBy(what).MaxBy(CountDays) is { } most && CountDays(most) > 1 ? most : null;

    private static int CountDays(IEnumerable<Sighting> sightings) => sightings.Select(sighting => sighting.Day).Distinct().Count();
}
