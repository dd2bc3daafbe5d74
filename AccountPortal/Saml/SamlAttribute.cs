namespace AccountPortal.Saml;

/// <summary>An attribute of the assertion (SAML Core 2.0, 2.7.3.1); a value is <c>null</c> where the identity provider said so (<c>xsi:nil</c>).</summary>
public sealed record SamlAttribute(string Name, string? FriendlyName, IReadOnlyList<string?> Values);
