using System.Net;
using AccountPortal.Places;

namespace AccountPortal.Tests.Places;

/// <summary>The format, by databases that a test writes; section names are those of the MaxMind DB specification 2.0.</summary>
public class MaxMindDatabaseTests
{
    [Theory]
    [InlineData(24, 4), InlineData(28, 4), InlineData(32, 4), InlineData(24, 6), InlineData(28, 6), InlineData(32, 6)]
    public void A_network_is_found_from_its_first_address_to_its_last(int recordSize, int ipVersion)
    {
        var database = Database(recordSize, ipVersion, ("1.2.3.0/24", "a"), ("1.2.4.0/23", "b"), ("255.255.255.255/32", "last"), ("0.0.0.0/32", "first"), ("128.0.0.0/2", "wide"));

        Assert.Equal(["a", "a", "b", "b"], Texts(database, "1.2.3.0", "1.2.3.255", "1.2.4.0", "1.2.5.255"));
        Assert.Equal([null, null, null], Texts(database, "1.2.2.255", "1.2.6.0", "127.255.255.255"));
        Assert.Equal(["last", "first", "wide", "wide"], Texts(database, "255.255.255.255", "0.0.0.0", "128.0.0.0", "191.255.255.255"));
        Assert.Equal([null, null, null], Texts(database, "255.255.255.254", "0.0.0.1", "192.0.0.0"));
    }

    [Theory]
    [InlineData(24), InlineData(28), InlineData(32)]
    public void An_IPv6_network_is_found_from_its_first_address_to_its_last(int recordSize)
    {
        var database = Database(recordSize, 6, ("2001:db8::/32", "a"), ("2001:db8:0:8000::/49", "within"), ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", "last"), ("1.2.3.0/24", "four"));

        Assert.Equal(["a", "a", "within", "within", "a"], Texts(database, "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8:0:8000::", "2001:db8:0:ffff:ffff::", "2001:db8:1::"));
        Assert.Equal([null, null, "last"], Texts(database, "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
        Assert.Equal(["four", "four"], Texts(database, "1.2.3.4", "::1.2.3.4"));
    }

    [Fact]
    public void More_nodes_than_24_bits_reach_need_the_middle_byte_of_28()
    {
        // Records above 2^24 come from a data section of more than 16 MB: the four highest bits of both records are in use.
        var writer = new DatabaseWriter { RecordSize = 28, IPVersion = 4 };
        writer.Put(new byte[16_000_000]);
        writer.Put(new byte[2_000_000]);
        var database = new MaxMindDatabase(writer.Add("0.0.0.0/1", "left").Add("128.0.0.0/1", "right").ToArray());

        Assert.Equal(["left", "right"], Texts(database, "1.2.3.4", "200.1.2.3"));
    }

    [Fact]
    public void An_IPv4_tree_knows_no_IPv6_address() =>
        Assert.Equal(["all", null, null], Texts(Database(24, 4, ("0.0.0.0/1", "all")), "1.2.3.4", "::1", "::ffff:1.2.3.4"));

    [Fact]
    public void A_tree_that_ends_above_the_IPv4_addresses_speaks_for_all_of_them() =>
        Assert.Equal(["low", "low", null], Texts(Database(24, 6, ("::/8", "low")), "1.2.3.4", "255.255.255.255", "2001:db8::1"));

    [Fact]
    public void An_IPv6_tree_may_know_no_IPv4_address() => Assert.Equal([null, "a"], Texts(Database(24, 6, ("2001:db8::/32", "a")), "1.2.3.4", "2001:db8::1"));

    [Fact]
    public void Branches_that_lead_to_the_IPv4_addresses_are_followed()
    {
        var writer = new DatabaseWriter().Add("1.2.3.0/24", "four").Alias("::ffff:0:0/96", "::/96").Alias("2002::/16", "::/96");
        var database = new MaxMindDatabase(writer.ToArray());

        Assert.Equal(["four", "four", "four", null], Texts(database, "1.2.3.4", "::ffff:1.2.3.4", "2002:102:304::1", "2002:102:404::1"));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(28), InlineData(29), InlineData(284), InlineData(285), InlineData(65_820), InlineData(65_821), InlineData(70_000)]
    public void Texts_of_every_size_are_read(int length)
    {
        var text = new string('x', length);
        var database = DatabaseWriter.Of("1.2.3.0/24", Map(("skipped", text + "y"), ("text", text), ("after", "z")));
        var record = database.Find(IPAddress.Parse("1.2.3.4"));

        Assert.Equal(text, record["text"u8].Text);
        Assert.Equal("z", record["after"u8].Text);
    }

    [Fact]
    public void Text_is_UTF8() => Assert.Equal("Zürich 東京", DatabaseWriter.Of("1.2.3.0/24", "Zürich 東京").Find(IPAddress.Parse("1.2.3.4")).Text);

    [Fact]
    public void Numbers_of_every_type_are_read()
    {
        var map = Map(
            ("uint16", ushort.MaxValue), ("uint32", uint.MaxValue), ("uint64", ulong.MaxValue), ("uint128", (UInt128)ulong.MaxValue), ("int32", int.MaxValue), ("zero", 0u),
            ("double", -33.8688), ("float", 1.5f), ("negative", -2), ("large", UInt128.MaxValue), ("text", "12"), ("true", true));
        var record = DatabaseWriter.Of("1.2.3.0/24", map).Find(IPAddress.Parse("1.2.3.4"));

        Assert.Equal(ushort.MaxValue, record["uint16"u8].Whole);
        Assert.Equal(uint.MaxValue, record["uint32"u8].Whole);
        Assert.Equal(ulong.MaxValue, record["uint64"u8].Whole);
        Assert.Equal(ulong.MaxValue, record["uint128"u8].Whole);
        Assert.Equal((ulong)int.MaxValue, record["int32"u8].Whole);
        Assert.Equal(0ul, record["zero"u8].Whole);
        Assert.Equal(-33.8688, record["double"u8].Number);
        Assert.Equal(1.5, record["float"u8].Number);
        Assert.Equal(-2, record["negative"u8].Number);
        Assert.Equal(uint.MaxValue, record["uint32"u8].Number);
        Assert.Null(record["negative"u8].Whole);
        Assert.Null(record["large"u8].Whole);
        Assert.Null(record["double"u8].Whole);
        Assert.Null(record["text"u8].Whole);
        Assert.Null(record["text"u8].Number);
        Assert.Null(record["true"u8].Number);
        Assert.Null(record["uint16"u8].Text);
    }

    [Fact]
    public void Values_of_every_type_are_passed_over()
    {
        var map = Map(
            ("text", "a"), ("double", 1.0), ("bytes", new byte[300]), ("uint16", (ushort)7), ("uint32", 7u), ("int32", -7), ("uint64", 7ul), ("uint128", UInt128.MaxValue),
            ("float", 1f), ("yes", true), ("no", false), ("empty", Map()), ("none", Array.Empty<object>()),
            ("array", new object[] { 1u, "b", Map(("deep", new object[] { Map(("deeper", "c")) })) }), ("again", "a"), ("pointer", new Pointer(0)), ("last", "found"));
        var writer = new DatabaseWriter();
        writer.Put("target");
        var database = new MaxMindDatabase(writer.Add("1.2.3.0/24", map).ToArray());
        var record = database.Find(IPAddress.Parse("1.2.3.4"));

        Assert.Equal("found", record["last"u8].Text);
        Assert.Equal("target", record["pointer"u8].Text);
        Assert.Equal("a", record["again"u8].Text);
        Assert.True(record["empty"u8].IsMap);
        Assert.False(record["none"u8].IsMap);
    }

    [Fact]
    public void What_is_missing_is_nothing_however_deep_one_asks()
    {
        var record = DatabaseWriter.Of("1.2.3.0/24", Map(("country", Map(("iso_code", "DE"))), ("city", "Berlin"))).Find(IPAddress.Parse("1.2.3.4"));

        Assert.Equal("DE", record["country"u8]["iso_code"u8].Text);
        Assert.Null(record["country"u8]["names"u8]["en"u8].Text);
        Assert.Null(record["city"u8]["names"u8]["en"u8].Text);
        Assert.False(record["Country"u8].Exists);
        Assert.False(record["countr"u8].Exists);
    }

    [Theory]
    [InlineData(0, 0), InlineData(0, 1), InlineData(0, 2047), InlineData(1, 2048), InlineData(1, 526_335), InlineData(2, 526_336), InlineData(2, 600_000), InlineData(3, 0), InlineData(3, 600_000)]
    public void Pointers_of_every_form_are_followed(int form, int target)
    {
        var writer = new DatabaseWriter { SharesTexts = false };
        Fill(writer, target);
        writer.Put("target");
        Fill(writer, 700_000 - 10);
        var record = new MaxMindDatabase(writer.Add("1.2.3.0/24", Map(("to", new Pointer(target, form)), ("after", "z"))).ToArray()).Find(IPAddress.Parse("1.2.3.4"));

        Assert.Equal("target", record["to"u8].Text);
        Assert.Equal("z", record["after"u8].Text);
    }

    [Fact]
    public void Keys_and_whole_records_may_be_pointers()
    {
        var writer = new DatabaseWriter();
        var key = writer.Put("country_code");
        var record = writer.Put(new Raw(0xE1, 0x20, (byte)key, 0x42, (byte)'D', (byte)'E'));
        var database = new MaxMindDatabase(writer.AddAt("1.2.3.0/24", record).Add("1.2.4.0/24", new Pointer(record)).ToArray());

        Assert.Equal("DE", database.Find(IPAddress.Parse("1.2.3.4"))["country_code"u8].Text);
        Assert.Equal("DE", database.Find(IPAddress.Parse("1.2.4.4"))["country_code"u8].Text);
    }

    [Fact]
    public void A_database_may_know_nothing_at_all() => Assert.Equal([null, null], Texts(new MaxMindDatabase(new DatabaseWriter().ToArray()), "1.2.3.4", "2001:db8::1"));

    private static MaxMindDatabase Database(int recordSize, int ipVersion, params (string Network, string Value)[] networks)
    {
        var writer = new DatabaseWriter { RecordSize = recordSize, IPVersion = ipVersion };
        foreach (var (network, value) in networks)
        {
            writer.Add(network, value);
        }

        return new MaxMindDatabase(writer.ToArray());
    }

    // Up to that offset, in fields of which one may be of any length.
    private static void Fill(DatabaseWriter writer, int offset)
    {
        while (writer.Put(new Raw()) is var at && at < offset)
        {
            writer.Put(offset - at > 70_000 ? new byte[60_000] : (object)new Raw(0x40));
        }
    }

    private static List<string?> Texts(MaxMindDatabase database, params string[] addresses) =>
        [.. addresses.Select(address => database.Find(IPAddress.Parse(address)).Text)];

    private static Dictionary<string, object> Map(params (string Key, object Value)[] pairs) => pairs.ToDictionary(pair => pair.Key, pair => pair.Value);
}
