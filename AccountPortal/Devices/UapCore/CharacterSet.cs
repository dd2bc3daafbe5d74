namespace AccountPortal.Devices.UapCore;

/// <summary>A set of ASCII characters; all others are in it together or not at all, for uap-core's classes are ASCII.</summary>
internal sealed class CharacterSet
{
    private const int Others = 128;

    private static readonly CharacterSet[] Single = [.. Enumerable.Range(0, Others).Select(code => Range((char)code, (char)code, false))];
    private static readonly CharacterSet[] SingleIgnoringCase = [.. Enumerable.Range(0, Others).Select(code => Range((char)code, (char)code, true))];
    private static readonly CharacterSet Digits = Range('0', '9', false);
    private static readonly CharacterSet Spaces = Range('\t', '\r', false).Add(Single[' ']);
    private static readonly CharacterSet Words = Range('a', 'z', true).Add(Digits).Add(Single['_']);
    private static readonly CharacterSet NoDigits = Digits.Negated();
    private static readonly CharacterSet NoSpaces = Spaces.Negated();
    private static readonly CharacterSet NoWords = Words.Negated();

    private readonly bool[] members = new bool[Others + 1];

    public static CharacterSet Any { get; } = Single['\n'].Negated();

    public bool Contains(char character) => members[Math.Min((int)character, Others)];

    public static bool IsWord(char character) => Words.Contains(character);

    public static CharacterSet Of(char character, bool ignoreCase) => (ignoreCase ? SingleIgnoringCase : Single)[character];

    /// <summary>Returns the set of <c>\d</c>, <c>\w</c>, <c>\s</c> and their opposites, or null for an escaped literal.</summary>
    public static CharacterSet? OfEscape(char letter) => letter switch
    {
        'd' => Digits,
        'D' => NoDigits,
        's' => Spaces,
        'S' => NoSpaces,
        'w' => Words,
        'W' => NoWords,
        _ => null,
    };

    /// <summary>The letter in lower case where the set holds just its two cases, as in <c>[Bb]</c>.</summary>
    public char? OnlyLetter
    {
        get
        {
            var letter = (char)(Array.IndexOf(members, true) | ' ');
            return char.IsAsciiLetterLower(letter) && members[letter] && members.Count(isMember => isMember) == 2 ? letter : null;
        }
    }

    public CharacterSet Add(CharacterSet other)
    {
        for (var index = 0; index <= Others; index++)
        {
            members[index] |= other.members[index];
        }
        return this;
    }

    public void Add(char first, char last, bool ignoreCase)
    {
        for (var character = first; character <= last; character++)
        {
            members[character] = true;
            if (ignoreCase && char.IsAsciiLetter(character))
            {
                members[character ^ ' '] = true;
            }
        }
    }

    public CharacterSet Negated()
    {
        var negated = new CharacterSet();
        for (var index = 0; index <= Others; index++)
        {
            negated.members[index] = !members[index];
        }
        return negated;
    }

    private static CharacterSet Range(char first, char last, bool ignoreCase)
    {
        var set = new CharacterSet();
        set.Add(first, last, ignoreCase);
        return set;
    }
}
