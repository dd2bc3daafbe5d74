namespace AccountPortal.Devices.UapCore;

/// <summary>
/// A compiled pattern, matched by backtracking within a budget of steps. .NET's own engines do not fit here: over a
/// thousand patterns NonBacktracking takes seconds to build and a gigabyte once it has met many user agents, and the
/// backtracking one can be kept busy for longer than we allow, its time limit being too coarse to stop it.
/// </summary>
internal sealed class Pattern
{
    private readonly PatternStep[] steps;
    private readonly CharacterSet? first;

    public Pattern(PatternNode node)
    {
        steps = PatternStep.Compile(node);
        first = FirstOf(0);
    }

    /// <summary>
    /// Returns the positions of the groups (start and end in turn, -1 for a group that took no part), or null where nothing
    /// matches or the budget, which is lowered by the steps taken, runs out.
    /// </summary>
    public int[]? Match(string text, ref int budget)
    {
        var search = new PatternSearch(steps, text);
        var last = steps[0].Kind == PatternStepKind.Begin ? 0 : text.Length;
        for (var start = 0; start <= last && budget > 0; start++)
        {
            budget--;
            if (first is not null && (start == text.Length || !first.Contains(text[start])))
            {
                continue;
            }
            if (search.MatchAt(start, ref budget))
            {
                return search.Groups;
            }
        }
        return null;
    }

    private CharacterSet? FirstOf(int index)
    {
        var step = steps[index];
        return step.Kind switch
        {
            PatternStepKind.One => step.Set,
            PatternStepKind.Loop or PatternStepKind.LazyLoop when step.First > 0 => step.Set,
            PatternStepKind.Loop or PatternStepKind.LazyLoop => Union(step.Set, FirstOf(index + 1)),
            PatternStepKind.Fork => Union(FirstOf(step.First), FirstOf(step.Second)),
            PatternStepKind.Jump => FirstOf(step.First),
            PatternStepKind.Capture or PatternStepKind.WordEdge or PatternStepKind.Begin => FirstOf(index + 1),
            _ => null,
        };
    }

    private static CharacterSet? Union(CharacterSet? one, CharacterSet? other) =>
        one is null || other is null ? null : new CharacterSet().Add(one).Add(other);
}
