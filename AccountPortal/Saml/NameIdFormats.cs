namespace AccountPortal.Saml;

/// <summary>Formats of a NameID (SAML Core 2.0, 8.3).</summary>
public static class NameIdFormats
{
    public const string Persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    public const string EmailAddress = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    public const string Unspecified = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

    /// <summary>Another one at every sign-in: it finds nobody again, so no account hangs on it.</summary>
    public const string Transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

    /// <summary>Those by which somebody is found again.</summary>
    public static IReadOnlyList<string> Lasting { get; } = [Persistent, EmailAddress, Unspecified];
}
