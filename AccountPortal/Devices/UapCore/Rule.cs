using System.Text.RegularExpressions;

namespace AccountPortal.Devices.UapCore;

/// <summary>One pattern of uap-core with the templates of its answer. The pattern is compiled when it is first needed.</summary>
internal sealed partial class Rule(string expression, bool ignoreCase, string?[] templates)
{
    private readonly string[][] required = RequiredText.Of(PatternSyntax.Read(expression, ignoreCase));
    private Pattern? pattern;

    /// <summary>Returns the filled templates, empty ones as null, or null where the pattern does not match.</summary>
    public string?[]? Match(Subject subject)
    {
        if (!subject.Has(required))
        {
            return null;
        }
        pattern ??= new Pattern(PatternSyntax.Read(expression, ignoreCase));
        return pattern.Match(subject.Text, ref subject.StepsLeft) is { } groups
            ? Array.ConvertAll(templates, template => Fill(template, subject.Text, groups))
            : null;
    }

    private static string? Fill(string? template, string text, int[] groups)
    {
        if (template is null)
        {
            return null;
        }
        var filled = template.Contains('$', StringComparison.Ordinal)
            ? Placeholder().Replace(template, place => Group(place.ValueSpan[1] - '0')).Trim()
            : template;
        return filled.Length == 0 ? null : filled;

        string Group(int number) => groups[number * 2] < 0 ? "" : text[groups[number * 2]..groups[(number * 2) + 1]];
    }

    [GeneratedRegex(@"\$[1-9]")]
    private static partial Regex Placeholder();
}
