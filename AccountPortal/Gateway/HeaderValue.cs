using System.Buffers;
using System.Globalization;
using System.Text;

namespace AccountPortal.Gateway;

/// <summary>A text as a header's value: what is not visible ASCII, the comma and the percent sign stand as %XX of their UTF-8 bytes, as in an address.</summary>
internal static class HeaderValue
{
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Where(character => character is not (',' or '%'))]);

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            _ = Plain.Contains((char)value) ? encoded.Append((char)value) : encoded.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return encoded.ToString();
    }
}
