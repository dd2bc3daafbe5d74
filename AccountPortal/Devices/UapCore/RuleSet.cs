namespace AccountPortal.Devices.UapCore;

/// <summary>The rules of <c>regexes.yaml</c>: three lists, in each of which the first match counts.</summary>
internal sealed class RuleSet
{
    private static readonly Lazy<RuleSet> Loaded = new(() => new RuleSet());

    private readonly Rule[] browsers;
    private readonly Rule[] systems;
    private readonly Rule[] devices;

    private RuleSet()
    {
        using var stream = typeof(RuleSet).Assembly.GetManifestResourceStream("uap-core.regexes.yaml")!;
        using var reader = new StreamReader(stream);
        var lists = Yaml.ReadLists(reader);
        browsers = Rules(lists["user_agent_parsers"], ("family_replacement", "$1"), ("v1_replacement", "$2"), ("v2_replacement", "$3"), ("v3_replacement", "$4"));
        systems = Rules(lists["os_parsers"], ("os_replacement", "$1"), ("os_v1_replacement", "$2"), ("os_v2_replacement", "$3"), ("os_v3_replacement", "$4"), ("os_v4_replacement", "$5"));
        devices = Rules(lists["device_parsers"], ("device_replacement", "$1"), ("brand_replacement", null), ("model_replacement", "$1"));
    }

    /// <summary>Loaded once a process, whoever asks first.</summary>
    public static RuleSet Shared => Loaded.Value;

    /// <summary>Returns family, major, minor, patch; null where no rule matches.</summary>
    public string?[]? Browser(Subject subject) => First(browsers, subject);

    /// <summary>Returns family, major, minor, patch, patch minor; null where no rule matches.</summary>
    public string?[]? System(Subject subject) => First(systems, subject);

    /// <summary>Returns family, brand, model; null where no rule matches.</summary>
    public string?[]? Hardware(Subject subject) => First(devices, subject);

    private static string?[]? First(Rule[] rules, Subject subject)
    {
        foreach (var rule in rules)
        {
            if (rule.Match(subject) is { } answer)
            {
                return answer;
            }
        }
        return null;
    }

    private static Rule[] Rules(List<Dictionary<string, string>> list, params (string Key, string? Default)[] fields) =>
        [.. list.Select(entry => new Rule(
            entry["regex"],
            entry.GetValueOrDefault("regex_flag") == "i",
            Array.ConvertAll(fields, field => entry.GetValueOrDefault(field.Key, field.Default!))))];
}
