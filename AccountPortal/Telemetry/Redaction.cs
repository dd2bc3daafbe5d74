using System.Text.RegularExpressions;

namespace AccountPortal.Telemetry;

/// <summary>
/// The last line of defence before a text leaves the process as a log: no line is meant to hold an address or a secret, and what looks like one is taken out all the
/// same. What an exception quotes is written by others.
/// </summary>
internal static partial class Redaction
{
    /// <summary>The text without what looks like a mail address, a token, a key or a password.</summary>
    public static string Clean(string text)
    {
        if (text.Contains('@', StringComparison.Ordinal))
        {
            text = Address().Replace(text, "[address]");
        }

        if (text.Contains('=', StringComparison.Ordinal))
        {
            text = Assigned().Replace(text, "$1=[removed]");
        }

        return text.Length < KeyLength ? text : Key().Replace(text, "[removed]");
    }

    // 256 bits in base64url: session keys, mailed tokens.
    private const int KeyLength = 43;

    // The part before the sign has 64 characters at most (RFC 5321, 4.5.3.1.1); without a bound a long text would be searched again from each of its characters.
    [GeneratedRegex("""[^\s@<>"'(),;:=\[\]]{1,64}@[^\s@<>"'(),;:=\[\]]{1,255}""")]
    private static partial Regex Address();

    [GeneratedRegex("""\b(token|password|pwd|code|SAMLResponse|SAMLRequest|RelayState)\s*=\s*(?:"[^"]*"|[^\s&;"']+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Assigned();

    // With the tag of the session cookie behind it.
    [GeneratedRegex(@"(?<![\w-])[A-Za-z0-9_-]{43}(?:\.[A-Za-z0-9_-]{11})?(?![\w-])")]
    private static partial Regex Key();
}
