using System.Diagnostics;
using AccountPortal.Devices;

namespace AccountPortal.Tests.Devices;

[Collection(AloneCollection.Name)]
public class HostileUserAgentTests
{
    private static readonly TimeSpan Allowed = TimeSpan.FromMilliseconds(5);

    public static TheoryData<string, string> Hostile => new()
    {
        { "30 KB of a letter", new string('a', 30_720) },
        { "30 KB of spaces", new string(' ', 30_719) + "x" },
        { "control characters", string.Concat(Enumerable.Range(0, 30_720).Select(code => (char)(code % 32))) },
        { "nulls", "Mozilla/5.0 \0\0\0 Chrome/144.0.0.0 \0 Safari/537.36" + new string('\0', 30_000) },
        { "HTML", string.Concat(Enumerable.Repeat("<script>alert(\"1\")</script><img src=x onerror=alert(1)>", 600)) },
        { "emoji", string.Concat(Enumerable.Repeat("😀👩‍👩‍👧", 4_000)) },
        { "lone surrogates", string.Concat(Enumerable.Repeat("\ud83d x \ude00", 6_000)) },
        { "a bomb of digits", "Mozilla/5.0 (" + new string('1', 30_000) },
        { "a bomb of brackets", string.Concat(Enumerable.Repeat("(((((;;;;; ", 3_000)) },
        { "a bomb for patterns with three gaps", Repeat("Mozilla", 20) + Repeat("Android", 15) + Repeat("Mobile", 20) + Repeat("Instagram", 20) + Repeat("Flipboard", 20) + Repeat("GSA/", 60) },
        { "a bomb for Safari's pattern", Repeat("iPod iPhone iPadVersion/1.1.1 ", 1_000) },
        { "a bomb for the spider patterns", Repeat("aA-a ", 100) + "spide crawl bot archiver scrape" + Repeat("the bot", 100) },
        { "a bomb for the phone patterns", Repeat("ARCHOS A", 200) },
        { "the names of many phones", Repeat("; HTC_ SM-G Nokia LG Lenovo Build/ HUAWEI OPPO vivo MI ASUS ARCHOS", 400) },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_user_agent_costs_little_and_reads_as_text(string what, string userAgent)
    {
        var device = new DeviceParser().Parse(userAgent);
        // The shortest: what others take from the processor meanwhile is not the parser's cost.
        var time = Enumerable.Range(0, 16).Min(_ => CostOf(userAgent));

        Assert.True(time < Allowed, $"{what} took {time}");
        Assert.True(device.UserAgent!.Length <= 1024);
        Assert.DoesNotContain(device.UserAgent + device.Name + device.Browser + device.Os, IsUnfit);
        Assert.InRange(device.Name.Length, 1, 160);
    }

    [Fact]
    public void A_flood_of_user_agents_is_not_remembered_for_ever()
    {
        var parser = new DeviceParser();
        var names = Enumerable.Range(0, 3_000).Select(number => parser.Parse($"curl/{number}").BrowserVersion).Distinct();

        Assert.Equal(3_000, names.Count());
        Assert.InRange(parser.Remembered, 1, 1_024);
    }

    [Fact]
    public void One_parser_serves_many_threads()
    {
        var parser = new DeviceParser();
        var names = Enumerable.Range(0, 2_000).AsParallel().Select(number => parser.Parse($"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:{number % 200}.0) Gecko/20100101 Firefox/{number % 200}.0").Name);

        Assert.All(names, name => Assert.Equal("Firefox on Ubuntu", name));
    }

    // A parser of its own each time: what is remembered would cost nothing.
    private static TimeSpan CostOf(string userAgent)
    {
        var parser = new DeviceParser();
        var start = Stopwatch.GetTimestamp();
        parser.Parse(userAgent);
        return Stopwatch.GetElapsedTime(start);
    }

    private static bool IsUnfit(char character) => char.IsControl(character);

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
