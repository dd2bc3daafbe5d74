using System.Net;
using AccountPortal.Places;

namespace AccountPortal.Tests.Places;

/// <summary>What a database says of itself, and what of it is believed.</summary>
public class MaxMindMetadataTests
{
    [Fact]
    public void It_says_what_kind_it_is_and_when_it_was_built()
    {
        var metadata = new MaxMindDatabase(new DatabaseWriter { Metadata = { ["database_type"] = "GeoLite2-City" } }.ToArray()).Metadata;

        Assert.Equal(("GeoLite2-City", 6, 28), (metadata.DatabaseType, metadata.IPVersion, metadata.RecordSize));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_780_000_000), metadata.BuiltAt);
    }

    [Theory]
    [InlineData("binary_format_major_version", (ushort)3, "version")]
    [InlineData("binary_format_major_version", null, "version")]
    [InlineData("node_count", null, "nodes")]
    [InlineData("node_count", "many", "nodes")]
    [InlineData("node_count", 4_294_967_296ul, "nodes")]
    [InlineData("node_count", 4_294_967_295u, "tree is longer")]
    [InlineData("node_count", 1_000u, "tree is longer")]
    [InlineData("node_count", -1, "nodes")]
    [InlineData("record_size", null, "24, 28 or 32")]
    [InlineData("record_size", (ushort)0, "24, 28 or 32")]
    [InlineData("record_size", (ushort)20, "24, 28 or 32")]
    [InlineData("record_size", (ushort)64, "24, 28 or 32")]
    [InlineData("ip_version", null, "IPv4 nor IPv6")]
    [InlineData("ip_version", (ushort)5, "IPv4 nor IPv6")]
    public void What_cannot_be_is_refused(string key, object? value, string reason)
    {
        var writer = new DatabaseWriter { Metadata = { [key] = value } }.Add("1.2.3.0/24", "a");
        Assert.Contains(reason, Refusal(writer.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("binary_format_minor_version", (ushort)10)]
    [InlineData("database_type", null)]
    [InlineData("build_epoch", null)]
    [InlineData("build_epoch", ulong.MaxValue)]
    [InlineData("languages", null)]
    [InlineData("description", null)]
    [InlineData("something_new", true)]
    [InlineData("record_size", 28u)]
    [InlineData("ip_version", 6ul)]
    public void What_the_look_up_does_not_need_may_be_as_it_likes(string key, object? value)
    {
        var database = new MaxMindDatabase(new DatabaseWriter { Metadata = { [key] = value } }.Add("1.2.3.0/24", "a").ToArray());
        Assert.Equal("a", database.Find(IPAddress.Parse("1.2.3.4")).Text);
    }

    [Fact]
    public void The_last_marker_is_the_one_that_counts()
    {
        byte[] marker = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];
        var database = DatabaseWriter.Of("1.2.3.0/24", new Dictionary<string, object> { ["bytes"] = marker, ["text"] = "a" });
        Assert.Equal("a", database.Find(IPAddress.Parse("1.2.3.4"))["text"u8].Text);
    }

    [Fact]
    public void Metadata_is_looked_for_in_the_last_128_KiB_and_no_further()
    {
        var file = new DatabaseWriter().Add("1.2.3.0/24", "a").ToArray();
        Assert.Equal("a", new MaxMindDatabase([.. file, .. new byte[120 * 1024]]).Find(IPAddress.Parse("1.2.3.4")).Text);
        Assert.Contains("no metadata", Refusal([.. file, .. new byte[128 * 1024]]), StringComparison.Ordinal);
    }

    [Fact]
    public void Pointers_in_the_metadata_start_at_the_metadata()
    {
        // A map whose second value points to the text of the first key.
        var file = new DatabaseWriter { Metadata = { ["database_type"] = new Pointer(1) } }.ToArray();
        Assert.Equal("node_count", new MaxMindDatabase(file).Metadata.DatabaseType);
    }

    [Theory]
    [InlineData(""), InlineData("MaxMind.com"), InlineData("a text that is no database")]
    public void Another_file_is_no_database(string text) => Assert.Contains("no metadata", Refusal(System.Text.Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);

    private static string Refusal(byte[] file) => Assert.Throws<MaxMindException>(() => new MaxMindDatabase(file)).Message;
}
