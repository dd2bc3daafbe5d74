namespace AccountPortal.Activity;

/// <summary>One line of RFC 4180 in which no cell is a formula.</summary>
public static class CsvLine
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>The cells with commas between them and CRLF at the end; no value is an empty cell.</summary>
    public static string Of(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        // A user agent that begins with "=" would be run by the spreadsheet that opens the file (OWASP, CSV injection). The apostrophe makes it text.
        var harmless = IsFormula(text) ? "'" + text : text;
        return harmless.AsSpan().ContainsAny(Special) || char.IsWhiteSpace(harmless[0]) || char.IsWhiteSpace(harmless[^1])
            ? "\"" + harmless.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
            : harmless;
    }

    // Spaces before it hide a formula from us, not from every spreadsheet; the wide forms are the same characters to some.
    private static bool IsFormula(string text) => text[0] is '\t' or '\r' or '\n'
        || text.AsSpan().TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..];
}
