using System.Text;

namespace AccountPortal.Devices;

/// <summary>Reads the few structured header values that client hints use (RFC 8941, sections 3.1 and 3.3), strictly.</summary>
internal ref struct StructuredText(string text)
{
    private int position;

    /// <summary>Returns the string that is the whole value, or null.</summary>
    public static string? String(string text)
    {
        var reader = new StructuredText(text.Trim(' '));
        var value = reader.ReadString();
        return reader.IsAtEnd ? value : null;
    }

    /// <summary>Returns the strings of a list with their parameter "v", or nothing at all where any part is malformed.</summary>
    public static List<(string Value, string Version)> Versions(string text)
    {
        var reader = new StructuredText(text.Trim(' '));
        List<(string, string)> values = [];
        do
        {
            reader.SkipSpaces();
            if (reader.ReadString() is not { } value || !reader.Accept(";") || !reader.Accept("v=") || reader.ReadString() is not { } version)
            {
                return [];
            }
            values.Add((value, version));
            reader.SkipSpaces();
        } while (reader.Accept(","));
        return reader.IsAtEnd ? values : [];
    }

    private readonly bool IsAtEnd => position == text.Length;

    private string? ReadString()
    {
        if (!Accept("\""))
        {
            return null;
        }
        var value = new StringBuilder();
        while (position < text.Length && text[position] is >= ' ' and <= '~' and not '"')
        {
            if (Accept("\\") && (IsAtEnd || text[position] is not ('"' or '\\')))
            {
                return null;
            }
            value.Append(text[position++]);
        }
        return Accept("\"") ? value.ToString() : null;
    }

    private bool Accept(string expected)
    {
        var isThere = text.AsSpan(position).StartsWith(expected, StringComparison.Ordinal);
        position += isThere ? expected.Length : 0;
        return isThere;
    }

    private void SkipSpaces()
    {
        while (position < text.Length && text[position] is ' ' or '\t')
        {
            position++;
        }
    }
}
