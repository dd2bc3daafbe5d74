using AccountPortal.Devices;

namespace AccountPortal.Places;

/// <summary>
/// What one database says of an address, in MaxMind's layout (<c>country.iso_code</c>, <c>city.names.en</c>, <c>location.latitude</c>) or the
/// flat one of ip-location-db (<c>country_code</c>, <c>city</c>, <c>latitude</c>). What it says is somebody else's text: it is stored and shown.
/// </summary>
internal readonly record struct PlaceRecord(string? Country, string? City, double? Latitude, double? Longitude, uint? Network, string? NetworkName)
{
    private const int LongestName = 100;

    /// <summary>How much it tells of the place, to choose between databases.</summary>
    public int Detail => (Country is null ? 0 : 1) + (City is null ? 0 : 2) + (Latitude is null ? 0 : 1);

    public static PlaceRecord Read(MaxMindValue record)
    {
        var city = CityIn(record["city"u8]);
        var location = record["location"u8] is { Exists: true } nested ? nested : record;
        // Without a city they are the middle of the country, a thousand kilometres from where the person may be.
        var (latitude, longitude) = city is null ? (null, null) : Coordinates(location["latitude"u8].Number, location["longitude"u8].Number);
        var network = record["autonomous_system_number"u8].Whole is > 0 and <= uint.MaxValue and var number ? (uint?)number : null;
        return new PlaceRecord(
            CountryIn(record), city, latitude, longitude, network, network is null ? null : Name(record["autonomous_system_organization"u8].Text));
    }

    // Codes that are no country's, such as "EU" for Europe or "ZZ" for nowhere, are none.
    private static string? CountryIn(MaxMindValue record)
    {
        var code = (record["country"u8]["iso_code"u8].Text ?? record["country_code"u8].Text)?.ToUpperInvariant();
        return CountryNames.Has(code) ? code : null;
    }

    // DB-IP adds the district, "Berlin (Mitte)": more than an address can tell, and it would make one place look like several.
    private static string? CityIn(MaxMindValue city)
    {
        var name = Name(city.IsMap ? city["names"u8]["en"u8].Text : city.Text);
        return name?.IndexOf(" (", StringComparison.Ordinal) is > 0 and var end ? name[..end] : name;
    }

    private static (double?, double?) Coordinates(double? latitude, double? longitude) =>
        latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180 ? (latitude, longitude) : (null, null);

    private static string? Name(string? text) => HeaderText.Clean(text, LongestName);
}
