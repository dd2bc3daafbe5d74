using System.IO.Compression;
using AccountPortal.Devices.UapCore;

namespace AccountPortal.Tests.Devices;

public class UapCoreTests
{
    private static readonly string[] BrowserKeys = ["family", "major", "minor", "patch"];
    private static readonly string[] SystemKeys = ["family", "major", "minor", "patch", "patch_minor"];
    private static readonly string[] HardwareKeys = ["family", "brand", "model"];

    [Theory]
    [InlineData("test_ua", 1425)]
    [InlineData("firefox_user_agent_strings", 243)]
    [InlineData("opera_mini_user_agent_strings", 203)]
    [InlineData("pgts_browser_list", 12500)]
    [InlineData("podcasting_user_agent_strings", 144)]
    public void Browsers_are_read_as_uap_core_says(string file, int count) =>
        Check(file, count, BrowserKeys, RuleSet.Shared.Browser);

    [Theory]
    [InlineData("test_os", 456)]
    [InlineData("additional_os_tests", 23)]
    public void Systems_are_read_as_uap_core_says(string file, int count) =>
        Check(file, count, SystemKeys, RuleSet.Shared.System);

    [Fact]
    public void Hardware_is_read_as_uap_core_says() =>
        Check("test_device", 16111, HardwareKeys, RuleSet.Shared.Hardware);

    [Fact]
    public void No_case_of_uap_core_comes_near_the_budget()
    {
        var most = Cases("test_ua").Concat(Cases("test_os")).Concat(Cases("pgts_browser_list")).Select(entry => entry["user_agent_string"]).Max(StepsOf);

        Assert.InRange(most, 1, Subject.Budget * 4 / 5);
    }

    internal static List<Dictionary<string, string>> Cases(string file)
    {
        using var stream = typeof(UapCoreTests).Assembly.GetManifestResourceStream($"uap-core.{file}.yaml")!;
        using var text = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
        return Yaml.ReadLists(text)["test_cases"];
    }

    private static void Check(string file, int count, string[] keys, Func<Subject, string?[]?> read)
    {
        var cases = Cases(file);
        var wrong = cases
            .Select(entry => (
                UserAgent: entry["user_agent_string"],
                Expected: string.Join('|', keys.Select(key => entry.GetValueOrDefault(key))),
                Actual: string.Join('|', read(new Subject(entry["user_agent_string"])) ?? ["Other", .. new string?[keys.Length - 1]])))
            .Where(answer => answer.Expected != answer.Actual);

        Assert.Equal(count, cases.Count);
        Assert.Empty(wrong);
    }

    private static int StepsOf(string userAgent)
    {
        var subject = new Subject(userAgent);
        RuleSet.Shared.Browser(subject);
        RuleSet.Shared.System(subject);
        RuleSet.Shared.Hardware(subject);
        return Subject.Budget - subject.StepsLeft;
    }
}
