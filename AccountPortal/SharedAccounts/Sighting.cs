using AccountPortal.Places;

namespace AccountPortal.SharedAccounts;

/// <summary>A device at a place for certain: all along a short session, and at the end of a long one, whose place is that of its last use.</summary>
internal sealed class Sighting(TracedDevice device, SessionTrace trace)
{
    private static readonly TimeSpan Short = TimeSpan.FromHours(4);

    // Place databases are off by some ten kilometres, and nobody crosses a country faster than this from door to door.
    private const double Blur = 60;
    private const double FarAway = 100;
    private const double KilometresPerHour = 300;

    private readonly Place place = new(trace.Country, trace.City, trace.Latitude, trace.Longitude, trace.Network ?? "", null, false);

    // The sun's time is near enough to the clock's.
    private DateTime Local => trace.To.UtcDateTime.AddHours((trace.Longitude ?? 0) / 15);

    public TracedDevice Device => device;

    public DateTimeOffset From { get; } = trace.To - trace.From <= Short ? trace.From : trace.To;

    public DateTimeOffset To => trace.To;

    /// <summary>
    /// In the evening, at night or at the weekend by the clock of the place, when people are where they live; the weekend alone where the place is not known.
    /// </summary>
    public bool IsAtHomeTime => Local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || (trace.Longitude is not null && (Local.Hour is >= 20 or < 7));

    /// <summary>The day to which a night belongs that it ends.</summary>
    public DateOnly Evening => DateOnly.FromDateTime(Local.AddHours(-5));

    public DateOnly Day => DateOnly.FromDateTime(trace.To.UtcDateTime);

    /// <summary><c>null</c> where the network says nothing: it is not known, or everybody's.</summary>
    public string? Network { get; } = HostingNetworks.Has(trace.Network) ? null : trace.Network;

    /// <summary>"Berlin, Germany".</summary>
    public string? PlaceName => place.Describe();

    /// <summary>Where devices meet: a network in a city, for a provider's number alone spans a country.</summary>
    public (string? Network, string? City) Spot => (Network, trace.City);

    /// <summary>How long it was between the two; none where they overlap.</summary>
    public TimeSpan GapTo(Sighting other)
    {
        var gap = From > other.To ? From - other.To : other.From - To;
        return gap > TimeSpan.Zero ? gap : TimeSpan.Zero;
    }

    public double? KilometresTo(Sighting other) => Network is null || other.Network is null ? null : place.KilometresTo(other.place);

    /// <summary>Whether one person cannot well have been at both. <paramref name="haste"/> is for who hurries: twice as fast.</summary>
    public bool IsTooFarFrom(Sighting other, double haste = 1) =>
        KilometresTo(other) is { } distance && distance > FarAway && GapTo(other).TotalHours < (distance - Blur) / (KilometresPerHour * haste);
}
