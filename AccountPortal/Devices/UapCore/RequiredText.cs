using System.Text;

namespace AccountPortal.Devices.UapCore;

/// <summary>
/// Finds texts of which at least one is in whatever a pattern matches, so that most of the 1,200 patterns
/// can be ruled out by a search for a word. Reads the syntax that uap-core uses: no lookarounds, no backreferences.
/// </summary>
internal ref struct RequiredText
{
    private readonly string pattern;
    private int position;

    private RequiredText(string pattern) => this.pattern = pattern;

    /// <summary>Returns the texts, or null where nothing is certain.</summary>
    public static string[]? Of(string pattern) => new RequiredText(pattern).Alternatives();

    private string[]? Alternatives()
    {
        List<string>? all = [];
        do
        {
            if (Sequence() is { } texts)
            {
                all?.AddRange(texts);
            }
            else
            {
                all = null;
            }
        } while (Accept('|'));
        return all?.Distinct(StringComparer.Ordinal).ToArray();
    }

    private string[]? Sequence()
    {
        string[]? best = null;
        var run = new StringBuilder();
        while (position < pattern.Length && pattern[position] is not ('|' or ')'))
        {
            var (literal, texts) = Atom();
            var repeats = Quantifier();
            if (literal is { } character && repeats != 0)
            {
                run.Append(character);
            }
            if (literal is null || repeats is not null)
            {
                best = Better(best, run.Length == 0 ? null : [run.ToString()]);
                run.Clear();
            }
            best = repeats == 0 ? best : Better(best, texts);
        }
        return Better(best, run.Length == 0 ? null : [run.ToString()]);
    }

    private (char? Literal, string[]? Texts) Atom()
    {
        switch (pattern[position++])
        {
            case '(':
                position += pattern.AsSpan(position).StartsWith("?:") ? 2 : 0;
                var texts = Alternatives();
                position++;
                return (null, texts);
            case '[':
                SkipClass();
                return (null, null);
            case '.' or '^' or '$':
                return (null, null);
            case '\\':
                var escaped = pattern[position++];
                return (char.IsAsciiLetterOrDigit(escaped) ? null : escaped, null);
            case var literal:
                return (literal, null);
        }
    }

    // A "]" that comes first stands for itself.
    private void SkipClass()
    {
        position += pattern[position] == '^' ? 1 : 0;
        do
        {
            position += pattern[position] == '\\' ? 2 : 1;
        } while (pattern[position] != ']');
        position++;
    }

    /// <summary>Returns the least number of repeats, or null where there is no quantifier.</summary>
    private int? Quantifier()
    {
        int? least = null;
        if (Accept('*') || Accept('?'))
        {
            least = 0;
        }
        else if (Accept('+'))
        {
            least = 1;
        }
        else if (Accept('{'))
        {
            var end = pattern.IndexOf('}', position);
            least = pattern[position] == '0' ? 0 : 1;
            position = end + 1;
        }
        Accept('?');
        return least;
    }

    private bool Accept(char expected)
    {
        var found = position < pattern.Length && pattern[position] == expected;
        position += found ? 1 : 0;
        return found;
    }

    // The longest text rules out the most; of equally long ones the shorter list is searched faster.
    private static string[]? Better(string[]? one, string[]? other)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }
        var difference = one.Min(text => text.Length) - other.Min(text => text.Length);
        return difference > 0 || (difference == 0 && one.Length <= other.Length) ? one : other;
    }
}
