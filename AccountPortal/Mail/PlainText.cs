using System.Text;

namespace AccountPortal.Mail;

/// <summary>What a person typed, made fit for one line of a mail.</summary>
internal static class PlainText
{
    private const int SubjectLength = 200;

    /// <summary>
    /// Line breaks and other control characters become spaces: no second header, no paragraph that the portal did not write. Marks that turn the
    /// direction of writing go: they would show the rest of the line mirrored.
    /// </summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in text.Where(character => !TurnsDirection(character)))
        {
            line.Append(char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character);
        }

        return line.ToString();
    }

    public static string Subject(string text)
    {
        var line = OneLine(text).Trim();
        return line.Length <= SubjectLength ? line : line[..(SubjectLength - (char.IsHighSurrogate(line[SubjectLength - 1]) ? 1 : 0))] + "…";
    }

    private static bool TurnsDirection(char character) => character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C';
}
