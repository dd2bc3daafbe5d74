namespace AccountPortal.Places;

/// <summary>
/// Roughly where an address is. <paramref name="Country"/> is its ISO 3166-1 alpha-2 code; <paramref name="Network"/> is the autonomous system
/// ("AS3320", with <paramref name="NetworkName"/> whose it is) or, where that is not known, the /24 or /48. A private address has no country.
/// </summary>
public sealed record Place(string? Country, string? City, double? Latitude, double? Longitude, string Network, string? NetworkName, bool IsPrivate)
{
    private const double EarthRadius = 6371.0088;

    /// <summary>Whether <see cref="Network"/> is an autonomous system.</summary>
    public bool HasSystem => Network.StartsWith("AS", StringComparison.Ordinal);

    /// <summary>"Berlin, Germany", or as much of it as is known; <c>null</c> where nothing is. <paramref name="country"/> is a code.</summary>
    public static string? Describe(string? city, string? country) => (Given(city), Given(country) is null ? null : CountryNames.Of(country!)) switch
    {
        (null, var name) => name,
        (var town, null) => town,
        // Singapore, Monaco, Luxembourg.
        var (town, name) => town == name ? name : $"{town}, {name}",
    };

    /// <summary>The same for pages, where a city is marked as the guess that it is: "near Berlin, Germany".</summary>
    public static string? Roughly(string? city, string? country) => $"{(Given(city) is null ? "" : "near ")}{Describe(city, country)}" is { Length: > 0 } text ? text : null;

    /// <summary>"Berlin, Germany", or as much of it as is known; <c>null</c> where nothing is.</summary>
    public string? Describe() => Describe(City, Country);

    /// <summary>The distance over ground, by the haversine formula; <c>null</c> unless both places are known to a city.</summary>
    public double? KilometresTo(Place other)
    {
        if (Latitude is not { } from || other.Latitude is not { } to || Longitude is not { } west || other.Longitude is not { } east)
        {
            return null;
        }

        var half = HalfChord(to - from) + (Math.Cos(double.DegreesToRadians(from)) * Math.Cos(double.DegreesToRadians(to)) * HalfChord(east - west));
        // Opposite points of the globe round to a little more than 1.
        return 2 * EarthRadius * Math.Asin(Math.Sqrt(Math.Min(1, half)));
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static double HalfChord(double degrees) => Math.Pow(Math.Sin(double.DegreesToRadians(degrees) / 2), 2);
}
