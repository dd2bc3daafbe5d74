using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>The short names that grammars use: fixed prefixes for the namespaces, whatever prefixes a message has.</summary>
internal static class GrammarNames
{
    private static readonly string[] MessageLike = ["Assertion", "EncryptedAssertion", "Response", "Signature"];

    public static string Of(XmlElement element) => PrefixOf(element.NamespaceURI) is { } prefix ? $"{prefix}:{element.LocalName}" : $"?:{element.LocalName}";

    /// <summary>SAML's namespaces and those of signatures and encryption: none of their names may stand where nobody checks them.</summary>
    public static bool IsOurs(string ns) => PrefixOf(ns) is not null;

    public static bool IsOurs(this XmlElement element) => IsOurs(element.NamespaceURI);

    public static bool IsSaml(this XmlElement element) => element.NamespaceURI is SamlNames.Protocol or SamlNames.Assertion or SamlNames.Metadata;

    /// <summary>By the local name alone, for a parser that would look no further.</summary>
    public static bool IsMessageLike(this XmlElement element) => MessageLike.Contains(element.LocalName, StringComparer.OrdinalIgnoreCase);

    private static string? PrefixOf(string ns) => ns switch
    {
        SamlNames.Protocol => "samlp",
        SamlNames.Assertion => "saml",
        SamlNames.Metadata => "md",
        SamlNames.Signature => "ds",
        SamlNames.Encryption => "xenc",
        SamlNames.Encryption11 => "xenc11",
        SamlNames.ExclusiveC14N => "ec",
        _ => null,
    };
}
