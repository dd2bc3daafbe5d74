namespace AccountPortal.Devices.UapCore;

/// <summary>The parts of a pattern.</summary>
internal abstract record PatternNode
{
    /// <summary>Whether it may match no character at all.</summary>
    public bool CanBeEmpty => this switch
    {
        One => false,
        Sequence sequence => sequence.Parts.TrueForAll(part => part.CanBeEmpty),
        Choice choice => choice.Branches.Exists(branch => branch.CanBeEmpty),
        Repeat repeat => repeat.Least == 0 || repeat.Body.CanBeEmpty,
        Group group => group.Body.CanBeEmpty,
        _ => true,
    };

    /// <summary>One character of a set; <paramref name="Literal"/> in lower case where the set is a single character, case aside.</summary>
    internal sealed record One(CharacterSet Set, char? Literal) : PatternNode;

    internal sealed record Sequence(List<PatternNode> Parts) : PatternNode;

    internal sealed record Choice(List<PatternNode> Branches) : PatternNode;

    internal sealed record Repeat(PatternNode Body, int Least, int Most, bool IsLazy) : PatternNode;

    internal sealed record Group(int Number, PatternNode Body) : PatternNode;

    internal sealed record At(PatternStepKind Place) : PatternNode;
}
