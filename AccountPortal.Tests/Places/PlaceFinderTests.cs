using System.Net;
using AccountPortal.Places;

namespace AccountPortal.Tests.Places;

public sealed class PlaceFinderTests : IDisposable
{
    private readonly DatabaseFolder folder = new();

    [Fact]
    public void MaxMinds_layout_is_understood()
    {
        folder.Write("city.mmdb", new DatabaseWriter().Add("194.25.0.0/16", Records.Nested("DE", "Berlin", 52.52, 13.405)));
        Assert.Equal(new Place("DE", "Berlin", 52.52, 13.405, "194.25.3.0/24", null, IsPrivate: false), Find("city.mmdb", "194.25.3.4"));
    }

    [Fact]
    public void The_flat_layout_is_understood()
    {
        folder.Write("city.mmdb", new DatabaseWriter().Add("2003::/19", Records.Flat("DE", "Berlin (Reinickendorf)", 52.5f, 13.25f)));
        Assert.Equal(new Place("DE", "Berlin", 52.5, 13.25, "2003:c0::/48", null, IsPrivate: false), Find("city.mmdb", "2003:c0::1"));
    }

    [Fact]
    public void Networks_come_from_a_database_of_their_own()
    {
        folder.Write("country.mmdb", new DatabaseWriter().Add("194.25.0.0/16", Records.Nested("DE")));
        folder.Write("asn.mmdb", new DatabaseWriter().Add("194.25.0.0/16", Records.Network(3320u, "Deutsche Telekom AG")));
        var expected = new Place("DE", null, null, null, "AS3320", "Deutsche Telekom AG", IsPrivate: false);
        Assert.Equal(expected, Find("country.mmdb;asn.mmdb", "194.25.3.4"));
        Assert.Equal(expected, Find(" asn.mmdb ; country.mmdb ;", "194.25.3.4"));
        Assert.Equal(expected with { Country = null }, Find(folder["asn.mmdb"], "194.25.3.4"));
    }

    [Fact]
    public void IPv4_and_IPv6_may_come_apart()
    {
        folder.Write("4.mmdb", new DatabaseWriter { IPVersion = 4 }.Add("194.25.0.0/16", Records.Flat("DE")));
        folder.Write("6.mmdb", new DatabaseWriter().Add("2003::/19", Records.Flat("AT")));
        Assert.Equal(["DE", "AT", "DE", null], Countries("4.mmdb;6.mmdb", "194.25.0.1", "2003::1", "::ffff:194.25.0.1", "2a00::1"));
    }

    [Fact]
    public void Where_databases_differ_the_place_comes_whole_from_the_one_that_knows_most()
    {
        folder.Write("country.mmdb", new DatabaseWriter().Add("8.8.8.0/24", Records.Flat("US")).Add("9.9.9.0/24", Records.Flat("CH", "Zurich", 47.4f, 8.5f)));
        folder.Write("city.mmdb", new DatabaseWriter().Add("8.8.8.0/24", Records.Flat("CA", "Montreal", 45.5f, -73.5f)).Add("9.9.9.0/24", Records.Flat("US", "Berkeley", 37.9f, -122.3f)));
        var finder = folder.Finder("country.mmdb;city.mmdb");
        Assert.Equal(("CA", "Montreal", 45.5), Shown(finder.Find(IPAddress.Parse("8.8.8.8"))));
        Assert.Equal("CH", finder.Find(IPAddress.Parse("9.9.9.9")).Country);
    }

    [Fact]
    public void The_middle_of_a_country_is_no_place_to_measure_from()
    {
        folder.Write("city.mmdb", new DatabaseWriter().Add("8.8.8.0/24", Records.Nested("US", null, 37.751, -97.822)).Add("9.9.9.0/24", Records.Flat("US", "", 37.751f, -97.822f)));
        Assert.Equal(("US", null, null), Shown(Find("city.mmdb", "8.8.8.8")));
        Assert.Equal(("US", null, null), Shown(Find("city.mmdb", "9.9.9.9")));
    }

    [Theory]
    [InlineData("10.0.0.0"), InlineData("10.255.255.255"), InlineData("172.16.0.0"), InlineData("172.31.255.255"), InlineData("192.168.0.0"), InlineData("192.168.255.255")]
    [InlineData("127.0.0.1"), InlineData("127.255.255.255"), InlineData("169.254.0.0"), InlineData("169.254.255.255"), InlineData("::1"), InlineData("fe80::1"), InlineData("fe80::1%3")]
    [InlineData("febf:ffff::1"), InlineData("fc00::"), InlineData("fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), InlineData("::ffff:10.0.0.1"), InlineData("::ffff:192.168.1.1"), InlineData("::ffff:127.0.0.1")]
    public void A_private_address_is_nowhere_whatever_a_database_says(string address)
    {
        var place = Everywhere().Find(IPAddress.Parse(address));
        Assert.True(place.IsPrivate);
        Assert.Equal((null, null, null, null), (place.Country, place.City, place.Latitude, place.NetworkName));
        Assert.Contains('/', place.Network);
        Assert.Null(place.Describe());
    }

    [Theory]
    [InlineData("9.255.255.255"), InlineData("11.0.0.0"), InlineData("172.15.255.255"), InlineData("172.32.0.0"), InlineData("192.167.255.255"), InlineData("192.169.0.0")]
    [InlineData("126.255.255.255"), InlineData("128.0.0.0"), InlineData("169.253.255.255"), InlineData("169.255.0.0"), InlineData("::2"), InlineData("::"), InlineData("fe7f::1"), InlineData("fec0::1")]
    [InlineData("fbff::1"), InlineData("fe00::1"), InlineData("::ffff:8.8.8.8"), InlineData("0.0.0.0"), InlineData("100.64.0.1"), InlineData("192.0.2.1"), InlineData("198.51.100.1"), InlineData("203.0.113.10")]
    [InlineData("2001:db8::1"), InlineData("255.255.255.255")]
    public void Every_other_address_is_public(string address)
    {
        var place = Everywhere().Find(IPAddress.Parse(address));
        Assert.False(place.IsPrivate);
        Assert.Equal(("DE", "AS64500"), (place.Country, place.Network));
    }

    [Fact]
    public void Without_a_database_only_the_network_is_told()
    {
        foreach (var setting in new[] { "", " ; " })
        {
            var finder = folder.Finder(setting);
            Assert.Equal(new Place(null, null, null, null, "203.0.113.0/24", null, IsPrivate: false), finder.Find(IPAddress.Parse("203.0.113.7")));
            Assert.Equal("2001:db8:1::/48", finder.Find(IPAddress.Parse("2001:db8:1:2::3")).Network);
        }
    }

    [Theory]
    [InlineData("de", "DE"), InlineData("EU", null), InlineData("ZZ", null), InlineData("", null), InlineData("DEU", null), InlineData("D\u0000", null), InlineData("XK", "XK")]
    public void A_country_is_one_of_ISO_3166_or_none(string code, string? country)
    {
        folder.Write("country.mmdb", new DatabaseWriter().Add("8.8.8.0/24", Records.Flat(code)).Add("9.9.9.0/24", Records.Nested(code)));
        Assert.Equal([country, country], Countries("country.mmdb", "8.8.8.8", "9.9.9.9"));
    }

    [Theory]
    [InlineData("Berlin", "Berlin"), InlineData("Zürich", "Zürich"), InlineData("  ", null), InlineData("a\u0000b\u202Ec", "a\uFFFDb\uFFFDc"), InlineData("(Mitte)", "(Mitte)"), InlineData("Berlin (Mitte)", "Berlin")]
    public void A_citys_name_is_fit_to_be_stored_and_shown(string name, string? city)
    {
        folder.Write("city.mmdb", new DatabaseWriter().Add("8.8.8.0/24", Records.Flat("DE", name)).Add("9.9.9.0/24", Records.Nested("DE", name)));
        Assert.Equal(city, Find("city.mmdb", "8.8.8.8").City);
        Assert.Equal(city, Find("city.mmdb", "9.9.9.9").City);
    }

    [Fact]
    public void Names_are_cut_and_bytes_that_are_no_text_are_replaced()
    {
        folder.Write("city.mmdb", new DatabaseWriter()
            .Add("8.8.8.0/24", Records.Flat("DE", new string('x', 100_000)))
            .Add("9.9.9.0/24", new Raw(0xE1, 0x44, (byte)'c', (byte)'i', (byte)'t', (byte)'y', 0x43, (byte)'a', 0xFF, 0xED)));
        Assert.Equal(new string('x', 100), Find("city.mmdb", "8.8.8.8").City);
        Assert.Equal("a\uFFFD\uFFFD", Find("city.mmdb", "9.9.9.9").City);
    }

    [Theory]
    [InlineData(90.5, 0.0), InlineData(-90.5, 0.0), InlineData(0.0, 180.5), InlineData(0.0, -180.5), InlineData(double.NaN, 0.0), InlineData(0.0, double.PositiveInfinity)]
    public void Coordinates_off_the_globe_are_none(double latitude, double longitude)
    {
        folder.Write("city.mmdb", new DatabaseWriter().Add("8.8.8.0/24", Records.Nested("DE", "Berlin", latitude, longitude)));
        var place = Find("city.mmdb", "8.8.8.8");
        Assert.Equal(("Berlin", null, null), (place.City, place.Latitude, place.Longitude));
    }

    [Fact]
    public void A_network_without_a_number_is_told_by_its_addresses()
    {
        folder.Write("asn.mmdb", new DatabaseWriter()
            .Add("8.8.8.0/24", Records.Network(0u, "Nobody")).Add("9.9.9.0/24", Records.Network("3320", "In words")).Add("7.7.7.0/24", Records.Network(4_294_967_295u)));
        var finder = folder.Finder("asn.mmdb");
        Assert.Equal(("8.8.8.0/24", null), (finder.Find(IPAddress.Parse("8.8.8.8")).Network, finder.Find(IPAddress.Parse("8.8.8.8")).NetworkName));
        Assert.Equal(("9.9.9.0/24", null), (finder.Find(IPAddress.Parse("9.9.9.9")).Network, finder.Find(IPAddress.Parse("9.9.9.9")).NetworkName));
        Assert.Equal(("AS4294967295", null), (finder.Find(IPAddress.Parse("7.7.7.7")).Network, finder.Find(IPAddress.Parse("7.7.7.7")).NetworkName));
    }

    [Fact]
    public void A_damaged_record_costs_its_place_and_is_reported_once()
    {
        folder.Write("city.mmdb", new DatabaseWriter().Add("8.8.8.0/24", new Raw(0xE1, 0x5C)).Add("9.9.9.0/24", Records.Flat("CH")));
        folder.Write("asn.mmdb", new DatabaseWriter().Add("8.8.8.0/24", Records.Network(15169u, "Google")));
        var finder = folder.Finder("city.mmdb;asn.mmdb");
        Assert.Equal((null, "AS15169"), (finder.Find(IPAddress.Parse("8.8.8.8")).Country, finder.Find(IPAddress.Parse("8.8.8.8")).Network));
        Assert.Equal("CH", finder.Find(IPAddress.Parse("9.9.9.9")).Country);
        Assert.Single(folder.Logs.Lines, line => line.Text.Contains("damaged", StringComparison.Ordinal) && line.Text.Contains("city.mmdb", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DBIP-City-Lite", "DB-IP"), InlineData("DBIP-ASN-Lite (compat=GeoLite2-ASN)", "DB-IP"), InlineData("GeoLite2-ASN", "MaxMind")]
    [InlineData("DBIP-Location", null), InlineData("GeoIP2-City", null), InlineData("country ipvAll", null), InlineData("", null)]
    public void A_free_database_names_who_made_it_once(string type, string? name)
    {
        folder.Write("a.mmdb", new DatabaseWriter { Metadata = { ["database_type"] = type } });
        folder.Write("b.mmdb", new DatabaseWriter { Metadata = { ["database_type"] = type } });
        Assert.Equal(name is null ? [] : [name], folder.Finder("a.mmdb;b.mmdb").Credits.Select(credit => credit.Name));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void A_record_that_is_no_map_says_nothing(bool isText)
    {
        folder.Write("city.mmdb", new DatabaseWriter().Add("8.8.8.0/24", isText ? "DE" : new object[] { "DE" }));
        Assert.Equal(new Place(null, null, null, null, "8.8.8.0/24", null, IsPrivate: false), Find("city.mmdb", "8.8.8.8"));
    }

    public void Dispose() => folder.Dispose();

    private static (string?, string?, double?) Shown(Place place) => (place.Country, place.City, place.Latitude);

    private Place Find(string setting, string address) => folder.Finder(setting).Find(IPAddress.Parse(address));

    private List<string?> Countries(string setting, params string[] addresses)
    {
        var finder = folder.Finder(setting);
        return [.. addresses.Select(address => finder.Find(IPAddress.Parse(address)).Country)];
    }

    private PlaceFinder Everywhere()
    {
        var record = Records.Nested("DE", "Berlin", 52.5, 13.4).Concat(Records.Network(64500u, "Everybody")).ToDictionary();
        folder.Write("all.mmdb", new DatabaseWriter().Add("::/1", record).Add("8000::/1", record));
        return folder.Finder("all.mmdb");
    }
}
