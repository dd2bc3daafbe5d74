using AccountPortal.Places;

namespace AccountPortal.SharedAccounts;

/// <summary>A device at a place for certain: all along a short session that stayed where it was; else at its sign-in, at each noted move, and at its last use.</summary>
internal sealed class Sighting
{
    private static readonly TimeSpan Short = TimeSpan.FromHours(4);

    // Place databases are off by some ten kilometres, and nobody crosses a country faster than this from door to door.
    private const double Blur = 60;
    private const double FarAway = 100;
    private const double KilometresPerHour = 300;

    /// <summary>To the other side of the world: whoever is seen later can have been anywhere.</summary>
    public static readonly TimeSpan LongestJourney = TimeSpan.FromHours(20_100 / KilometresPerHour);

    private readonly Place place;

    private Sighting(TracedDevice device, DateTimeOffset from, DateTimeOffset to, Place place, Line? line)
    {
        (Device, From, To, this.place, Line) = (device, from, to, place, line);
        Network = place.Network.Length == 0 || HostingNetworks.Has(place.Network) ? null : place.Network;
    }

    // The sun's time is near enough to the clock's.
    private DateTime Local => To.UtcDateTime.AddHours((place.Longitude ?? 0) / 15);

    public TracedDevice Device { get; }

    public DateTimeOffset From { get; }

    public DateTimeOffset To { get; }

    /// <summary>
    /// In the evening, at night or at the weekend by the clock of the place, when people are where they live; the weekend alone where the place is not known.
    /// </summary>
    public bool IsAtHomeTime => Local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || (place.Longitude is not null && (Local.Hour is >= 20 or < 7));

    /// <summary>The day to which a night belongs that it ends.</summary>
    public DateOnly Evening => DateOnly.FromDateTime(Local.AddHours(-5));

    public DateOnly Day => DateOnly.FromDateTime(To.UtcDateTime);

    /// <summary><c>null</c> where the network says nothing: it is not known, or everybody's.</summary>
    public string? Network { get; }

    /// <summary>"Berlin, Germany".</summary>
    public string? PlaceName => place.Describe();

    public Line? Line { get; }

    /// <summary>Which of the homes behind the network; see <see cref="Homes"/>.</summary>
    public int Home { get; set; }

    public Spot Spot => new(Network, place.City, Home);

    /// <summary>What a session says for certain. Events hold no coordinates: <paramref name="coordinates"/> knows those of the account's cities.</summary>
    public static IEnumerable<Sighting> Of(TracedDevice device, SessionTrace trace, IReadOnlyDictionary<(string?, string?), (double?, double?)> coordinates)
    {
        var last = trace.Latitude is null
            ? PlaceOf(new Waypoint(trace.To, trace.Country, trace.City, trace.Network))
            : new Place(trace.Country, trace.City, trace.Latitude, trace.Longitude, trace.Network ?? "", null, false);
        var stayed = trace.Before.All(point => (point.Network, point.City, point.Country, point.Line) == (trace.Network, trace.City, trace.Country, trace.Line));
        if (stayed && trace.To - trace.From <= Short)
        {
            return [new Sighting(device, trace.From, trace.To, last, trace.Line)];
        }

        return [.. trace.Before.Select(point => new Sighting(device, point.At, point.At, PlaceOf(point), point.Line)), new Sighting(device, trace.To, trace.To, last, trace.Line)];

        Place PlaceOf(Waypoint point)
        {
            var (latitude, longitude) = coordinates.GetValueOrDefault((point.Country, point.City));
            return new Place(point.Country, point.City, latitude, longitude, point.Network ?? "", null, false);
        }
    }

    /// <summary>How long it was between the two; none where they overlap.</summary>
    public TimeSpan GapTo(Sighting other)
    {
        var gap = From > other.To ? From - other.To : other.From - To;
        return gap > TimeSpan.Zero ? gap : TimeSpan.Zero;
    }

    public double? KilometresTo(Sighting other) => Network is null || other.Network is null ? null : place.KilometresTo(other.place);

    /// <summary>Whether one person cannot well have been at both. <paramref name="haste"/> is for who hurries: twice as fast.</summary>
    public bool IsTooFarFrom(Sighting other, double haste = 1) =>
        (place.Latitude, place.Longitude) != (other.place.Latitude, other.place.Longitude) && KilometresTo(other) is { } distance && distance > FarAway && GapTo(other).TotalHours < (distance - Blur) / (KilometresPerHour * haste);
}
