using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// A signature names what it covers by an identifier, and parsers disagree on which attribute is one: .NET takes Id, then id, then ID, in any
/// element. So whatever anybody could take for an identifier is one here: spelled as the specification has it, and unique in the document.
/// </summary>
internal static class XmlIdentifiers
{
    private const int Longest = 128;

    /// <summary>Throws the refusal; <paramref name="taken"/> are identifiers of the message around this document.</summary>
    public static void Check(XmlDocument document, IEnumerable<string>? taken = null)
    {
        var seen = new HashSet<string>(taken ?? [], StringComparer.Ordinal);
        foreach (var attribute in document.DocumentElement!.SelfAndDescendants().SelectMany(Of))
        {
            var (name, expected) = (attribute.Name, Spelling(attribute.OwnerElement!));
            Require(name == expected, expected is null ? "no identifier here" : $"the spelling {expected}", name);
            Require(attribute.Value.Length is > 0 and <= Longest && XmlReader.IsName(attribute.Value) && !attribute.Value.Contains(':'), $"a name of 1 to {Longest} characters", attribute.Value);
            Require(seen.Add(attribute.Value), "each identifier once", attribute.Value);
        }
    }

    public static IEnumerable<string> In(XmlDocument document) => document.DocumentElement!.SelfAndDescendants().SelectMany(Of).Select(attribute => attribute.Value);

    private static IEnumerable<XmlAttribute> Of(XmlElement element) => !element.HasAttributes ? [] : element.Attributes.Cast<XmlAttribute>().Where(attribute => attribute.NamespaceURI != SamlNames.Xmlns && IsOne(attribute.LocalName));

    private static bool IsOne(string name) =>
        name.Equals("id", StringComparison.OrdinalIgnoreCase) || name.Equals("AssertionID", StringComparison.OrdinalIgnoreCase) || name.Equals("ResponseID", StringComparison.OrdinalIgnoreCase);

    private static string? Spelling(XmlElement element) => element.NamespaceURI switch
    {
        SamlNames.Protocol or SamlNames.Assertion or SamlNames.Metadata => "ID",
        SamlNames.Signature or SamlNames.Encryption => "Id",
        _ => null,
    };

    private static void Require(bool isRight, string expected, string got)
    {
        if (!isRight)
        {
            throw new SamlRefusedException(SamlRefusal.IdentifierWrong, expected, got);
        }
    }
}
