namespace AccountPortal.Devices.UapCore;

internal enum PatternStepKind
{
    One,
    Loop,
    LazyLoop,
    Fork,
    Jump,
    Capture,
    Begin,
    End,
    WordEdge,
    Success,
}

/// <summary>
/// One step of a compiled pattern. Loops run over single characters, from <paramref name="First"/> to <paramref name="Second"/> of them;
/// a fork tries the step numbered <paramref name="First"/>, then <paramref name="Second"/>; a capture stores the position at <paramref name="First"/>.
/// </summary>
internal readonly record struct PatternStep(PatternStepKind Kind, CharacterSet? Set = null, int First = 0, int Second = 0)
{
    public static PatternStep[] Compile(PatternNode node)
    {
        List<PatternStep> steps = [];
        Add(steps, node);
        steps.Add(new(PatternStepKind.Success));
        return [.. steps];
    }

    private static void Add(List<PatternStep> steps, PatternNode node)
    {
        switch (node)
        {
            case PatternNode.One one:
                steps.Add(new(PatternStepKind.One, one.Set));
                break;
            case PatternNode.At at:
                steps.Add(new(at.Place));
                break;
            case PatternNode.Sequence sequence:
                sequence.Parts.ForEach(part => Add(steps, part));
                break;
            case PatternNode.Group group:
                steps.Add(new(PatternStepKind.Capture, First: group.Number * 2));
                Add(steps, group.Body);
                steps.Add(new(PatternStepKind.Capture, First: (group.Number * 2) + 1));
                break;
            case PatternNode.Choice choice:
                AddChoice(steps, choice);
                break;
            case PatternNode.Repeat { Body: PatternNode.One one } repeat:
                steps.Add(new(repeat.IsLazy ? PatternStepKind.LazyLoop : PatternStepKind.Loop, one.Set, repeat.Least, repeat.Most));
                break;
            case PatternNode.Repeat repeat:
                AddRepeat(steps, repeat);
                break;
        }
    }

    private static void AddChoice(List<PatternStep> steps, PatternNode.Choice choice)
    {
        List<int> jumps = [];
        foreach (var branch in choice.Branches.SkipLast(1))
        {
            var fork = steps.Count;
            steps.Add(default);
            Add(steps, branch);
            jumps.Add(steps.Count);
            steps.Add(default);
            steps[fork] = new(PatternStepKind.Fork, First: fork + 1, Second: steps.Count);
        }
        Add(steps, choice.Branches[^1]);
        jumps.ForEach(jump => steps[jump] = new(PatternStepKind.Jump, First: steps.Count));
    }

    private static void AddRepeat(List<PatternStep> steps, PatternNode.Repeat repeat)
    {
        for (var count = 0; count < repeat.Least; count++)
        {
            Add(steps, repeat.Body);
        }
        List<int> forks = [];
        for (var count = repeat.Least; count < repeat.Most; count++)
        {
            forks.Add(steps.Count);
            steps.Add(default);
            Add(steps, repeat.Body);
            if (repeat.Most == int.MaxValue)
            {
                steps.Add(new(PatternStepKind.Jump, First: forks[0]));
                break;
            }
        }
        forks.ForEach(fork => steps[fork] = repeat.IsLazy
            ? new(PatternStepKind.Fork, First: steps.Count, Second: fork + 1)
            : new(PatternStepKind.Fork, First: fork + 1, Second: steps.Count));
    }
}
