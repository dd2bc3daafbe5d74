using System.Text;

namespace AccountPortal.Mail;

/// <summary>The text part of a letter: all that the HTML part says, the address in full on a line of its own.</summary>
internal static class LetterText
{
    public static string Write(Letter letter)
    {
        var text = new StringBuilder();
        text.AppendJoin("\n\n", letter.Paragraphs.Select(PlainText.OneLine)).Append('\n');
        if (letter.Facts.Count > 0)
        {
            text.Append('\n').AppendJoin('\n', letter.Facts.Select(fact => $"{PlainText.OneLine(fact.Name)}: {PlainText.OneLine(fact.Value)}")).Append('\n');
        }

        if (letter.Button is { } button)
        {
            text.Append('\n').Append(PlainText.OneLine(button.Text)).Append(":\n").Append(PlainText.OneLine(button.Url)).Append('\n');
        }

        if (letter.Footnote is { } footnote)
        {
            text.Append("\n-- \n").Append(PlainText.OneLine(footnote)).Append('\n');
        }

        return text.ToString();
    }
}
