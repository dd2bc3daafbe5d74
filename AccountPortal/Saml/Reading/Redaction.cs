using System.Text;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// What a message looked like, for whoever has to find out what was wrong with it: its elements, and of the values only those that name no person and
/// open nothing. Everything else is its length.
/// </summary>
internal static class Redaction
{
    private const int Longest = 16 * 1024;
    private const int LongestValue = 200;

    private static readonly HashSet<string> ShownAttributes =
    [
        "Version", "IssueInstant", "Destination", "Recipient", "NotBefore", "NotOnOrAfter", "AuthnInstant", "SessionNotOnOrAfter", "Method", "Format", "Algorithm", "Name", "NameFormat", "Value",
    ];

    private static readonly HashSet<string> ShownTexts = ["Issuer", "Audience", "AuthnContextClassRef"];

    public static string Of(XmlElement root)
    {
        var text = new StringBuilder();
        var open = new Stack<(XmlElement Element, int Depth)>([(root, 0)]);
        while (text.Length < Longest && open.TryPop(out var next))
        {
            Write(text, next.Element, next.Depth);
            foreach (var child in next.Element.ChildElements().Reverse())
            {
                open.Push((child, next.Depth + 1));
            }
        }

        return text.Length < Longest ? text.ToString() : text.ToString(0, Longest) + "…";
    }

    private static void Write(StringBuilder text, XmlElement element, int depth)
    {
        text.Append(' ', depth * 2).Append('<').Append(element.Name);
        foreach (var attribute in element.Attributes.OfType<XmlAttribute>())
        {
            var isShown = attribute.NamespaceURI == SamlNames.Xmlns || (attribute.NamespaceURI.Length == 0 && ShownAttributes.Contains(attribute.LocalName));
            text.Append(' ').Append(attribute.Name).Append("=\"").Append(isShown ? Cut(attribute.Value) : Length(attribute.Value)).Append('"');
        }

        text.Append('>');
        var value = string.Concat(element.ChildNodes.OfType<XmlText>().Select(node => node.Value));
        text.Append(value.Length == 0 ? "" : ShownTexts.Contains(element.LocalName) ? Cut(value) : Length(value)).Append('\n');
    }

    private static string Cut(string value) => value.Length > LongestValue ? value[..LongestValue] + "…" : value;

    private static string Length(string value) => $"({value.Length})";
}
