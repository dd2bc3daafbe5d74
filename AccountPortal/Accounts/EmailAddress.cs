using System.Globalization;

namespace AccountPortal.Accounts;

/// <summary>
/// An email address that can be written to: local part as typed, domain in lower-case ASCII (IDNA), 254 characters at most (RFC 5321, 4.5.3.1).
/// </summary>
public readonly record struct EmailAddress
{
    private const int LocalPartLength = 64;
    private const int Length = 254;
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    private readonly string? value;

    private EmailAddress(string local, string domain) => (value, Domain) = ($"{local}@{domain}", domain);

    /// <summary>Empty for the default value, which is nobody's address.</summary>
    public string Value => value ?? "";

    public string Domain { get; }

    /// <summary>The form that is compared and unique: two spellings of it are one account.</summary>
    public string Normalized => Value.ToUpperInvariant();

    /// <summary>Reads an address as a person typed it; <c>false</c> for anything that mail could not reach.</summary>
    public static bool TryParse(string? text, out EmailAddress email)
    {
        email = default;
        text = text?.Trim();
        if (text is null || text.Length > Length || text.IndexOf('@') is var at && (at < 1 || at != text.LastIndexOf('@')))
        {
            return false;
        }

        if (!IsLocalPart(text[..at]) || AsciiDomain(text[(at + 1)..]) is not { } domain)
        {
            return false;
        }

        email = new EmailAddress(text[..at], domain);
        return email.Value.Length <= Length;
    }

    public override string ToString() => Value;

    // ASCII only: no two addresses that look alike or fold together. Quoted local parts ("a b"@example.com) are legal and unused; refusing them keeps header injection out of every mail.
    private static bool IsLocalPart(string local) =>
        local.Length <= LocalPartLength && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
        && local.All(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-/=?^_`{|}~.".Contains(character));

    private static string? AsciiDomain(string domain)
    {
        try
        {
            // First in lower case: without ICU the mapping takes "BÜCHER" for another name than "bücher".
            var ascii = Idn.GetAscii(domain.ToLowerInvariant()).ToLowerInvariant();
            return ascii.Contains('.') && !ascii.EndsWith('.') && Uri.CheckHostName(ascii) == UriHostNameType.Dns ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
