using System.Text;

namespace AccountPortal.Devices;

/// <summary>Makes text that a client sent fit to be stored and shown.</summary>
internal static class HeaderText
{
    public const int Longest = 1024;

    /// <summary>
    /// Cuts without splitting a character. Control and invisible format characters (PostgreSQL refuses NUL, bidirectional
    /// overrides make a line read as another) and lone surrogates become U+FFFD. Returns null for nothing but spaces.
    /// </summary>
    public static string? Clean(string? text, int longest = Longest)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }
        var clean = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > longest)
            {
                break;
            }
            clean.Append(IsShown(rune) ? rune : Rune.ReplacementChar);
        }
        return clean.ToString();
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        System.Globalization.UnicodeCategory.Control or
        System.Globalization.UnicodeCategory.Format or
        System.Globalization.UnicodeCategory.LineSeparator or
        System.Globalization.UnicodeCategory.ParagraphSeparator);
}
