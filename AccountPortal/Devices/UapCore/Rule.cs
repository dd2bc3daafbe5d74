using System.Text.RegularExpressions;

namespace AccountPortal.Devices.UapCore;

/// <summary>One pattern of uap-core with the templates of its answer. The regular expression is built when it is first needed.</summary>
internal sealed partial class Rule(string pattern, bool ignoreCase, string?[] templates)
{
    private readonly string[]? required = RequiredText.Of(pattern);
    private readonly StringComparison comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
    private Regex? regex;

    /// <summary>Returns the filled templates, empty ones as null, or null where the pattern does not match.</summary>
    public string?[]? Match(string text)
    {
        if (required is not null && !Array.Exists(required, word => text.Contains(word, comparison)))
        {
            return null;
        }
        var match = (regex ??= Build()).Match(text);
        return match.Success ? Array.ConvertAll(templates, template => Fill(template, match)) : null;
    }

    // NonBacktracking is linear in the text's length whatever the text, so no user agent can be a bomb. It unrolls
    // counted loops, so the long ones, which upstream has only to tame backtracking engines, become open ended.
    // \d means ASCII digits, as in the engines that uap-core is written for.
    private Regex Build() => new(
        LongLoop().Replace(pattern, loop => loop.Groups[1].Value == "0" ? "*" : "+").Replace("\\d", "[0-9]", StringComparison.Ordinal),
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));

    private static string? Fill(string? template, Match match)
    {
        if (template is null)
        {
            return null;
        }
        var filled = template.Contains('$', StringComparison.Ordinal)
            ? Placeholder().Replace(template, place => match.Groups[place.ValueSpan[1] - '0'].Value).Trim()
            : template;
        return filled.Length == 0 ? null : filled;
    }

    [GeneratedRegex(@"\{([01]),\d{2,}\}")]
    private static partial Regex LongLoop();

    [GeneratedRegex(@"\$[1-9]")]
    private static partial Regex Placeholder();
}
