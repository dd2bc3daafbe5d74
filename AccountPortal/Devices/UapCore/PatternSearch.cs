using System.Runtime.CompilerServices;

namespace AccountPortal.Devices.UapCore;

/// <summary>The state of one search: the groups, and what is still to be tried.</summary>
internal ref struct PatternSearch(PatternStep[] steps, CharacterSet?[] firsts, string text)
{
    private const int MostGroups = 10;

    private readonly Stack<Retry> retries = [];
    private int index;
    private int position;

    public int[] Groups { get; } = NoGroups();

    public readonly bool CanGoOn(int step, int place) =>
        firsts[step] is not { } first || (place < text.Length && first.Contains(text[place]));

    // Optimized at once: left to the runtime, the first dozens of searches, a hostile one maybe among them, run five times slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool MatchAt(int start, ref int budget)
    {
        index = 0;
        position = start;
        while (--budget > 0)
        {
            if (steps[index].Kind == PatternStepKind.Success)
            {
                return true;
            }
            if (!Take(in steps[index], ref budget) && !Retreat(ref budget))
            {
                return false;
            }
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Take(in PatternStep step, ref int budget)
    {
        switch (step.Kind)
        {
            case PatternStepKind.One:
                return Advance(position < text.Length && step.Set!.Contains(text[position]), 1);
            case PatternStepKind.Loop:
                var most = CountOf(step.Set!, step.Second, ref budget);
                if (most > step.First)
                {
                    retries.Push(new(index + 1, position + most - 1, position + step.First));
                }
                return Advance(most >= step.First, most);
            case PatternStepKind.LazyLoop:
                most = CountOf(step.Set!, step.Second, ref budget);
                if (most > step.First)
                {
                    retries.Push(new(index + 1, position + step.First + 1, position + most));
                }
                return Advance(most >= step.First, step.First);
            case PatternStepKind.Fork:
                return Part(in step);
            case PatternStepKind.Jump:
                index = step.First;
                return true;
            case PatternStepKind.Capture:
                retries.Push(new(~step.First, Groups[step.First], 0));
                Groups[step.First] = position;
                return Advance(true, 0);
            case PatternStepKind.Begin:
                return Advance(position == 0, 0);
            case PatternStepKind.End:
                return Advance(position == text.Length, 0);
            default:
                return Advance(IsWordAt(position - 1) != IsWordAt(position), 0);
        }
    }

    private bool Advance(bool isMatch, int characters)
    {
        index++;
        position += characters;
        return isMatch;
    }

    private readonly int CountOf(CharacterSet set, int most, ref int budget)
    {
        var count = 0;
        while (count < most && position + count < text.Length && set.Contains(text[position + count]))
        {
            count++;
        }
        budget -= count;
        return count;
    }

    private readonly bool IsWordAt(int place) => (uint)place < (uint)text.Length && CharacterSet.IsWord(text[place]);

    private bool Part(in PatternStep fork)
    {
        var (can, canInstead) = (CanGoOn(fork.First, position), CanGoOn(fork.Second, position));
        if (can && canInstead)
        {
            retries.Push(new(fork.Second, position, position));
        }
        index = can ? fork.First : fork.Second;
        return can || canInstead;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Retreat(ref int budget)
    {
        while (retries.TryPop(out var retry))
        {
            budget--;
            if (retry.Index < 0)
            {
                Groups[~retry.Index] = retry.Position;
            }
            else if (Resume(retry, ref budget))
            {
                return true;
            }
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Resume(Retry retry, ref int budget)
    {
        var direction = Math.Sign(retry.Last - retry.Position);
        var place = retry.Position;
        while (!CanGoOn(retry.Index, place))
        {
            if (place == retry.Last)
            {
                return false;
            }
            place += direction;
            budget--;
        }
        if (place != retry.Last)
        {
            retries.Push(retry with { Position = place + direction });
        }
        (index, position) = (retry.Index, place);
        return true;
    }

    private static int[] NoGroups()
    {
        var groups = new int[MostGroups * 2];
        Array.Fill(groups, -1);
        return groups;
    }

    // Go on at a step, from each position up or down to the last; or, with the complement of a group's index, put that group back.
    private readonly record struct Retry(int Index, int Position, int Last);
}
