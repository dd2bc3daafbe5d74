using AccountPortal.Places;

namespace AccountPortal.Tests.Places;

/// <summary>A database that cannot be used stops the start with a line that names the key, the value and what is wrong.</summary>
public sealed class GeolocationSettingsTests : IDisposable
{
    private readonly DatabaseFolder folder = new();

    [Theory]
    [InlineData(null), InlineData(""), InlineData(" "), InlineData(";")]
    public void None_is_fine(string? setting) => Assert.Empty(Problems(setting));

    [Fact]
    public void Paths_are_absolute_or_start_at_the_content_root()
    {
        folder.Write("one.mmdb", new DatabaseWriter());
        folder.Write("two.mmdb", new DatabaseWriter());
        Assert.Empty(Problems($"one.mmdb; {folder["two.mmdb"]}"));
    }

    [Theory]
    [InlineData("missing.mmdb", "cannot be read")]
    [InlineData("", "cannot be read")]
    [InlineData("text.mmdb", "no metadata")]
    [InlineData("empty.mmdb", "no metadata")]
    [InlineData("cut.mmdb", "no metadata")]
    [InlineData("tree.mmdb", "leads nowhere")]
    [InlineData("large.mmdb", "larger than 2 GB")]
    public void A_bad_file_is_named_with_the_reason(string name, string reason)
    {
        folder.Write("good.mmdb", new DatabaseWriter());
        folder.Write("text.mmdb", "country,DE"u8.ToArray());
        folder.Write("empty.mmdb", []);
        folder.Write("cut.mmdb", new DatabaseWriter().Add("8.8.8.0/24", "a").ToArray()[..^200]);
        folder.Write("tree.mmdb", new DatabaseWriter { RecordSize = 32 }.Loop("8.8.8.0/24", 100_000));
        using (var large = File.Create(folder["large.mmdb"]))
        {
            large.SetLength(3L << 30);
        }

        var line = Assert.Single(Problems($"good.mmdb;{folder[name]}"));
        Assert.StartsWith($"Setting Geolocation:DatabasePath is \"good.mmdb;{folder[name]}\"; allowed is a MaxMind DB file", line, StringComparison.Ordinal);
        Assert.Contains($"{folder[name]} ", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void Each_bad_file_has_a_line() => Assert.Equal(2, Problems("a.mmdb;b.mmdb").Count);

    public void Dispose() => folder.Dispose();

    private List<string> Problems(string? setting) =>
        [.. new DatabaseCheck(new DatabaseFolder.Root(folder[""])).Validate(null, new GeolocationSettings { DatabasePath = setting }).Failures ?? []];
}
