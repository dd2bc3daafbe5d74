using System.Text.RegularExpressions;
using AccountPortal.Devices.UapCore;

namespace AccountPortal.Tests.Devices;

public class PatternTests
{
    [Theory]
    [InlineData("(a+)(a*)b", "xaaab")]
    [InlineData("(a+?)(a*)b", "aaab")]
    [InlineData(@"(\d{2,3}?)(\d*)", "12345")]
    [InlineData(@"(\d{2})(\d{1,})", "x12345")]
    [InlineData("(x|xy)(y?)z", "xyz")]
    [InlineData("(?:(a)|(b))+c", "abc")]
    [InlineData("^(?:a|ab)(c|bcd)$", "abcd")]
    [InlineData(@"\b(foo)\b", "barfoo foo")]
    [InlineData(@"([^;/\]]+);", "a/b c];d;")]
    [InlineData(@"([\w\-\.]*)!", "a.b-c_d!")]
    [InlineData("(?:ab){2,3}(.*)", "abababab")]
    [InlineData("(?:ab){1,}?(.*)", "ababab")]
    [InlineData("(?:ab)??(.*)", "ab")]
    [InlineData("a|b|", "c")]
    [InlineData("(q)$", "qa")]
    public void Groups_are_those_of_the_framework(string expression, string text) =>
        Assert.Equal(Framework(expression, text), Ours(expression, text));

    [Fact]
    public void Every_pattern_of_uap_core_finds_what_the_framework_finds()
    {
        var texts = UapCoreTests.Cases("test_ua").Concat(UapCoreTests.Cases("test_os")).Select(entry => entry["user_agent_string"]).Where((_, index) => index % 25 == 0).ToList();
        using var stream = typeof(RuleSet).Assembly.GetManifestResourceStream("uap-core.regexes.yaml")!;
        using var reader = new StreamReader(stream);
        var wrong =
            from entry in Yaml.ReadLists(reader).Values.SelectMany(entries => entries)
            let ignoreCase = entry.ContainsKey("regex_flag")
            let node = PatternSyntax.Read(entry["regex"], ignoreCase)
            let pattern = new Pattern(node)
            let regex = new Regex(entry["regex"], RegexOptions.ECMAScript | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None))
            let required = RequiredText.Of(node)
            from text in texts
            let match = regex.Match(text)
            where Spans(match) != Spans(pattern, text) || (match.Success && !new Subject(text).Has(required))
            select $"{entry["regex"]} on {text}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void A_search_ends_with_its_budget()
    {
        var budget = 10_000;

        Assert.Null(new Pattern(PatternSyntax.Read("(?:a+)+b", false)).Match(new string('a', 1024), ref budget));
        Assert.InRange(budget, -1024, 0);
    }

    [Theory]
    [InlineData("(a*)*")]
    [InlineData("(?:a|b?)+")]
    [InlineData("(a")]
    [InlineData("a)")]
    public void A_pattern_that_cannot_be_run_is_refused(string expression) =>
        Assert.ThrowsAny<Exception>(() => PatternSyntax.Read(expression, false));

    [Theory]
    [InlineData("(Foo|Ba+r)/x[Bb]ot", "b foo/xbot", true)]
    [InlineData("(Foo|Ba+r)/x[Bb]ot", "foo", false)]
    [InlineData("(?:Foo|)x*", "", true)]
    public void Texts_are_ruled_out_by_the_words_they_lack(string expression, string text, bool isCandidate) =>
        Assert.Equal(isCandidate, new Subject(text).Has(RequiredText.Of(PatternSyntax.Read(expression, false))));

    private static string Framework(string expression, string text) => Spans(Regex.Match(text, expression, RegexOptions.ECMAScript));

    private static string Ours(string expression, string text) => Spans(new Pattern(PatternSyntax.Read(expression, false)), text);

    private static string Spans(Match match) => !match.Success
        ? "no match"
        : string.Join(' ', match.Groups.Values.Skip(1).Where(group => group.Success).Select(group => $"{group.Name}:{group.Index}-{group.Index + group.Length}"));

    private static string Spans(Pattern pattern, string text)
    {
        var budget = 10_000_000;
        return pattern.Match(text, ref budget) is { } groups
            ? string.Join(' ', Enumerable.Range(1, 9).Where(group => groups[group * 2] >= 0).Select(group => $"{group}:{groups[group * 2]}-{groups[(group * 2) + 1]}"))
            : "no match";
    }
}
