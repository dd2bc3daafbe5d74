using AccountPortal.Accounts;

namespace AccountPortal.Saml.Operation;

/// <summary>Domains as people type them.</summary>
internal static class DomainName
{
    /// <summary>In the form that addresses have it (lower-case ASCII, IDNA); <c>null</c> for what no address could have. "@acme.example" is fine, too.</summary>
    public static string? Read(string? text)
    {
        text = text?.Trim();
        text = text is ['@', ..] ? text[1..] : text;
        text = text is [.., '.'] ? text[..^1] : text;
        // The very reading that addresses go through: whatever is one there is the same here.
        return EmailAddress.TryParse($"a@{text}", out var address) ? address.Domain : null;
    }
}
