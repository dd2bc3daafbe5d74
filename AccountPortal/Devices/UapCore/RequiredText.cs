using System.Text;

namespace AccountPortal.Devices.UapCore;

/// <summary>
/// Finds texts of which at least one is in whatever a pattern matches, so that most of the 1,200 patterns
/// can be ruled out by a search for a word.
/// </summary>
internal static class RequiredText
{
    /// <summary>Returns the texts, or null where nothing is certain.</summary>
    public static string[]? Of(PatternNode node) => node switch
    {
        PatternNode.One { Literal: { } literal } => [literal.ToString()],
        PatternNode.Group group => Of(group.Body),
        PatternNode.Repeat { Least: > 0 } repeat => Of(repeat.Body),
        PatternNode.Choice choice => OfChoice(choice),
        PatternNode.Sequence sequence => OfSequence(sequence),
        _ => null,
    };

    private static string[]? OfChoice(PatternNode.Choice choice)
    {
        var texts = choice.Branches.ConvertAll(Of);
        return texts.Contains(null) ? null : [.. texts.SelectMany(text => text!).Distinct(StringComparer.Ordinal)];
    }

    private static string[]? OfSequence(PatternNode.Sequence sequence)
    {
        string[]? best = null;
        var run = new StringBuilder();
        foreach (var part in sequence.Parts)
        {
            if (part is PatternNode.One { Literal: { } literal })
            {
                run.Append(literal);
                continue;
            }
            best = Better(Better(best, Text(run)), Of(part));
            run.Clear();
        }
        return Better(best, Text(run));
    }

    private static string[]? Text(StringBuilder run) => run.Length == 0 ? null : [run.ToString()];

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
