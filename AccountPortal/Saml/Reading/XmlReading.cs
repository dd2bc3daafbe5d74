using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// How a tree is read: direct children by namespace and name, never a search through the document, and text that is one piece.
/// </summary>
internal static class XmlReading
{
    public static IEnumerable<XmlElement> ChildElements(this XmlElement element) => element.ChildNodes.OfType<XmlElement>();

    public static IEnumerable<XmlElement> Children(this XmlElement element, string ns, string name) => element.ChildElements().Where(child => child.Is(ns, name));

    /// <summary>The one child of that name, <c>null</c> where there is none; the grammar allows no second.</summary>
    public static XmlElement? Child(this XmlElement element, string ns, string name) => element.Children(ns, name).SingleOrDefault();

    public static bool Is(this XmlElement element, string ns, string name) => element.LocalName == name && element.NamespaceURI == ns;

    /// <summary>An attribute without namespace, <c>null</c> where it is absent.</summary>
    public static string? Attribute(this XmlElement element, string name) => element.GetAttributeNode(name, "")?.Value;

    /// <summary>
    /// The element's text. Not InnerText, which joins what markup has split (<c>admin@acme.example&lt;!----&gt;.evil.example</c>): two pieces are refused.
    /// </summary>
    public static string Text(this XmlElement element) => element.ChildNodes.Count switch
    {
        0 => "",
        1 when element.FirstChild is XmlText or XmlWhitespace or XmlSignificantWhitespace => element.FirstChild.Value!,
        _ => throw new SamlRefusedException(SamlRefusal.StructureWrong, $"one text in {element.LocalName}", "markup"),
    };

    /// <summary>In document order; without recursion.</summary>
    public static IEnumerable<XmlElement> SelfAndDescendants(this XmlElement root)
    {
        var open = new Stack<XmlElement>([root]);
        while (open.TryPop(out var element))
        {
            yield return element;
            foreach (var child in element.ChildElements().Reverse())
            {
                open.Push(child);
            }
        }
    }
}
