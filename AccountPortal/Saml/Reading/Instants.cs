using System.Globalization;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>Times as SAML writes them (Core 2.0, 1.3.3): a date and a time in UTC, ending in <c>Z</c>, with or without fractions of a second.</summary>
internal static class Instants
{
    private const int ShortestLength = 20;

    /// <summary><c>null</c> where the text is no such time; fractions beyond 100 ns are rounded.</summary>
    public static DateTimeOffset? Read(string? text)
    {
        if (text is not { Length: >= ShortestLength and <= 40 } || text[10] != 'T' || text[^1] != 'Z')
        {
            return null;
        }

        try
        {
            return XmlConvert.ToDateTimeOffset(text);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
