namespace AccountPortal.Devices.UapCore;

/// <summary>Reads the regular expression syntax that uap-core uses: no lookarounds, no backreferences, ASCII classes.</summary>
internal ref struct PatternSyntax
{
    private readonly string pattern;
    private readonly bool ignoreCase;
    private int position;
    private int groups;

    private PatternSyntax(string pattern, bool ignoreCase)
    {
        this.pattern = pattern;
        this.ignoreCase = ignoreCase;
    }

    public static PatternNode Read(string pattern, bool ignoreCase)
    {
        var syntax = new PatternSyntax(pattern, ignoreCase);
        var node = syntax.Choice();
        return syntax.position == pattern.Length ? node : throw new FormatException($"Cannot read pattern {pattern}");
    }

    private PatternNode Choice()
    {
        List<PatternNode> branches = [Sequence()];
        while (Accept('|'))
        {
            branches.Add(Sequence());
        }
        return branches.Count == 1 ? branches[0] : new PatternNode.Choice(branches);
    }

    private PatternNode.Sequence Sequence()
    {
        List<PatternNode> parts = [];
        while (position < pattern.Length && pattern[position] is not ('|' or ')'))
        {
            var atom = Atom();
            parts.Add(Counts() is var (least, most) ? Repeat(atom, least, most) : atom);
        }
        return new PatternNode.Sequence(parts);
    }

    // Going round a part that takes nothing would never end; uap-core has no such pattern.
    private PatternNode.Repeat Repeat(PatternNode body, int least, int most) =>
        most < int.MaxValue || !body.CanBeEmpty ? new(body, least, most, Accept('?')) : throw new FormatException($"Endless loop in pattern {pattern}");

    private PatternNode Atom() => pattern[position++] switch
    {
        '(' => Group(),
        '[' => Class(),
        '.' => new PatternNode.One(CharacterSet.Any, null),
        '^' => new PatternNode.At(PatternStepKind.Begin),
        '$' => new PatternNode.At(PatternStepKind.End),
        '\\' when pattern[position] == 'b' && position++ > 0 => new PatternNode.At(PatternStepKind.WordEdge),
        '\\' when CharacterSet.OfEscape(pattern[position]) is { } set && position++ > 0 => new PatternNode.One(set, null),
        '\\' => Literal(pattern[position++]),
        var literal => Literal(literal),
    };

    private readonly PatternNode.One Literal(char character) => new(CharacterSet.Of(character, ignoreCase), char.ToLowerInvariant(character));

    private PatternNode Group()
    {
        var isCapturing = !Accept('?');
        position += isCapturing ? 0 : 1;
        var number = isCapturing ? ++groups : 0;
        var body = Choice();
        position++;
        return isCapturing ? new PatternNode.Group(number, body) : body;
    }

    private PatternNode.One Class()
    {
        var isNegated = Accept('^');
        var set = new CharacterSet();
        do
        {
            var isEscaped = Accept('\\');
            var first = pattern[position++];
            if (isEscaped && CharacterSet.OfEscape(first) is { } named)
            {
                set.Add(named);
                continue;
            }
            var last = first;
            if (pattern[position] == '-' && pattern[position + 1] != ']')
            {
                position += pattern[position + 1] == '\\' ? 2 : 1;
                last = pattern[position++];
            }
            set.Add(first, last, ignoreCase);
        } while (pattern[position] != ']');
        position++;
        return isNegated ? new(set.Negated(), null) : new(set, set.OnlyLetter);
    }

    private (int Least, int Most)? Counts()
    {
        if (Accept('*'))
        {
            return (0, int.MaxValue);
        }
        if (Accept('+'))
        {
            return (1, int.MaxValue);
        }
        if (Accept('?'))
        {
            return (0, 1);
        }
        if (!Accept('{'))
        {
            return null;
        }
        var end = pattern.IndexOf('}', position);
        var counts = pattern[position..end].Split(',');
        position = end + 1;
        var least = Number(counts[0]);
        return (least, counts.Length == 1 ? least : counts[1].Length == 0 ? int.MaxValue : Number(counts[1]));
    }

    private static int Number(string digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);

    private bool Accept(char expected)
    {
        var isThere = position < pattern.Length && pattern[position] == expected;
        position += isThere ? 1 : 0;
        return isThere;
    }
}
