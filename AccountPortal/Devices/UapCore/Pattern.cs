namespace AccountPortal.Devices.UapCore;

/// <summary>
/// A compiled pattern, matched by backtracking within a budget of steps. .NET's own engines do not fit here: over a
/// thousand patterns NonBacktracking takes seconds to build and a gigabyte once it has met many user agents, and the
/// backtracking one can be kept busy for longer than we allow, its time limit being too coarse to stop it.
/// </summary>
internal sealed class Pattern
{
    private readonly PatternStep[] steps;
    private readonly CharacterSet?[] firsts;

    public Pattern(PatternNode node)
    {
        steps = PatternStep.Compile(node);
        firsts = new CharacterSet?[steps.Length];
        for (var index = steps.Length - 1; index >= 0; index--)
        {
            firsts[index] = FirstOf(index);
        }
    }

    /// <summary>
    /// Returns the positions of the groups (start and end in turn, -1 for a group that took no part), or null where nothing
    /// matches or the budget, which is lowered by the steps taken, runs out.
    /// </summary>
    public int[]? Match(string text, ref int budget)
    {
        var search = new PatternSearch(steps, firsts, text);
        var last = steps[0].Kind == PatternStepKind.Begin ? 0 : text.Length;
        for (var start = 0; start <= last && budget > 0; start++)
        {
            budget--;
            if (search.CanGoOn(0, start) && search.MatchAt(start, ref budget))
            {
                return search.Groups;
            }
        }
        return null;
    }

    // What a match can go on with from a step, or null where that may be anything or nothing. The way back of a loop is not
    // known yet when it is asked for, and unknown is safe.
    private CharacterSet? FirstOf(int index)
    {
        var step = steps[index];
        return step.Kind switch
        {
            PatternStepKind.One => step.Set,
            PatternStepKind.Loop or PatternStepKind.LazyLoop when step.First > 0 => step.Set,
            PatternStepKind.Loop or PatternStepKind.LazyLoop => Union(step.Set, firsts[index + 1]),
            PatternStepKind.Fork => Union(firsts[step.First], firsts[step.Second]),
            PatternStepKind.Jump => firsts[step.First],
            PatternStepKind.Capture or PatternStepKind.WordEdge or PatternStepKind.Begin => firsts[index + 1],
            _ => null,
        };
    }

    private static CharacterSet? Union(CharacterSet? one, CharacterSet? other) =>
        one is null || other is null ? null : ReferenceEquals(one, other) ? one : new CharacterSet().Add(one).Add(other);
}
