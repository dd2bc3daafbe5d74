using System.Text;

namespace AccountPortal.Devices.UapCore;

/// <summary>
/// Finds texts, in lower case, that are in whatever a pattern matches, so that nearly all of the 1,200 patterns
/// can be ruled out by a search for words.
/// </summary>
internal static class RequiredText
{
    /// <summary>Returns lists of texts: of each list at least one is in every match.</summary>
    public static string[][] Of(PatternNode node) => [.. All(node).OrderBy(texts => texts.Length)];

    private static List<string[]> All(PatternNode node) => node switch
    {
        PatternNode.One { Literal: { } literal } => [[literal.ToString()]],
        PatternNode.Group group => All(group.Body),
        PatternNode.Repeat { Least: > 0 } repeat => All(repeat.Body),
        PatternNode.Choice choice => OfChoice(choice),
        PatternNode.Sequence sequence => OfSequence(sequence),
        _ => [],
    };

    private static List<string[]> OfChoice(PatternNode.Choice choice)
    {
        var best = choice.Branches.ConvertAll(branch => All(branch).MaxBy(texts => texts.Min(text => text.Length)));
        return best.Contains(null) ? [] : [[.. best.SelectMany(texts => texts!).Distinct(StringComparer.Ordinal)]];
    }

    private static List<string[]> OfSequence(PatternNode.Sequence sequence)
    {
        List<string[]> all = [];
        var run = new StringBuilder();
        foreach (var part in sequence.Parts)
        {
            if (part is PatternNode.One { Literal: { } literal })
            {
                run.Append(literal);
                continue;
            }
            AddRun();
            all.AddRange(All(part));
        }
        AddRun();
        return all;

        void AddRun()
        {
            if (run.Length > 0)
            {
                all.Add([run.ToString()]);
                run.Clear();
            }
        }
    }
}
