using System.Globalization;
using System.Text;

namespace AccountPortal.Accounts;

/// <summary>
/// What a person may be called: any letters of any script. Characters that cannot be seen or that turn the text around them are refused: a name
/// stands beside other words, on pages and in mails.
/// </summary>
public static class DisplayName
{
    // These two join letters in Persian, in Indian scripts and in emoji; the other format characters, those for direction included, do not.
    private static readonly Rune[] Joiners = [new(0x200C), new(0x200D)];

    /// <summary>What is wrong with the name; <c>null</c> if nothing is. <paramref name="name"/> is as kept: trimmed, <c>null</c> for none.</summary>
    public static string? Refusal(string? text, out string? name)
    {
        name = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        if (name is null)
        {
            return null;
        }

        if (name.Length > Account.DisplayNameLength)
        {
            return $"Use at most {Account.DisplayNameLength} characters.";
        }

        return IsClean(name) ? null : "This name has characters that can't be shown. Use letters, digits, spaces and the usual signs.";
    }

    /// <summary>Whether a line of text has only characters that can be seen, or join such.</summary>
    public static bool IsClean(string text) => !text.EnumerateRunes().Any(IsRefused) && (text.Length == 0 || text.EnumerateRunes().Any(rune => !Joiners.Contains(rune)));

    // A lone half of a surrogate pair is enumerated as the replacement character.
    private static bool IsRefused(Rune rune) =>
        rune == Rune.ReplacementChar
        || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned && !Joiners.Contains(rune));
}
