using AccountPortal.Places;

namespace AccountPortal.Tests.Places;

public class PlaceTests
{
    [Theory]
    [InlineData("Berlin", "DE", "Berlin, Germany", "near Berlin, Germany")]
    [InlineData(null, "DE", "Germany", "Germany")]
    [InlineData("", "DE", "Germany", "Germany")]
    [InlineData("Berlin", null, "Berlin", "near Berlin")]
    [InlineData("Singapore", "SG", "Singapore", "near Singapore")]
    [InlineData("Berlin", "??", "Berlin, ??", "near Berlin, ??")]
    [InlineData(null, null, null, null)]
    [InlineData("", "", null, null)]
    public void It_is_told_as_far_as_it_is_known(string? city, string? country, string? text, string? onPages)
    {
        Assert.Equal(text, Place.Describe(city, country));
        Assert.Equal(text, (Nowhere with { City = city, Country = country }).Describe());
        Assert.Equal(onPages, Place.Roughly(city, country));
    }

    // Great-circle distances as published for these pairs of coordinates, on a sphere of 6371 km.
    [Theory]
    [InlineData(52.52, 13.405, 48.8566, 2.3522, 878)]
    [InlineData(40.6413, -73.7781, 51.4700, -0.4543, 5540)]
    [InlineData(-33.8688, 151.2093, 37.7749, -122.4194, 11950)]
    [InlineData(0, 179.5, 0, -179.5, 111)]
    [InlineData(90, 0, -90, 0, 20015)]
    [InlineData(0, 0, 0, 180, 20015)]
    [InlineData(52.52, 13.405, 52.52, 13.405, 0)]
    public void Distances_are_those_over_ground(double latitude, double longitude, double otherLatitude, double otherLongitude, int kilometres)
    {
        var (one, other) = (Nowhere with { Latitude = latitude, Longitude = longitude }, Nowhere with { Latitude = otherLatitude, Longitude = otherLongitude });
        Assert.InRange(one.KilometresTo(other)!.Value, kilometres * 0.999, (kilometres * 1.001) + 0.5);
        Assert.Equal(one.KilometresTo(other)!.Value, other.KilometresTo(one)!.Value, 6);
    }

    [Fact]
    public void Between_places_of_which_one_is_not_known_there_is_no_distance()
    {
        var berlin = Nowhere with { Latitude = 52.52, Longitude = 13.405 };
        Assert.Null(berlin.KilometresTo(Nowhere));
        Assert.Null(Nowhere.KilometresTo(berlin));
    }

    [Theory]
    [InlineData("DE", "Germany"), InlineData("GB", "United Kingdom"), InlineData("CI", "Côte d'Ivoire"), InlineData("TR", "Türkiye"), InlineData("XK", "Kosovo"), InlineData("ZZ", "ZZ"), InlineData("Germany", "Germany")]
    public void A_code_has_an_English_name(string code, string name) => Assert.Equal(name, CountryNames.Of(code));

    [Fact]
    public void Every_country_of_ISO_3166_has_one_name_of_its_own()
    {
        Assert.Equal(249, CountryNames.Codes.Count(code => code != "XK"));
        Assert.All(CountryNames.Codes, code => Assert.Matches("^[A-Z]{2}$", code));
        Assert.All(CountryNames.Codes, code => Assert.Matches(@"^\p{Lu}[\p{L}\p{M} .,'()-]{2,}$", CountryNames.Of(code)));
        Assert.Equal(CountryNames.Codes.Count, CountryNames.Codes.Select(CountryNames.Of).Distinct().Count());
    }

    [Theory]
    [InlineData("de"), InlineData("EU"), InlineData("ZZ"), InlineData("A1"), InlineData(""), InlineData(null)]
    public void What_is_no_country_is_none(string? code) => Assert.False(CountryNames.Has(code));

    private static Place Nowhere => new(null, null, null, null, "203.0.113.0/24", null, IsPrivate: false);
}
