namespace AccountPortal.Saml;

/// <summary>
/// How an identity provider names a person (SAML Core 2.0, 2.2.3). Two of them are the same only if all four parts are, letter by letter.
/// </summary>
public sealed record NameId(string Value, string? Format = null, string? NameQualifier = null, string? SpNameQualifier = null);
