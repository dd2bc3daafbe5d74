using System.Buffers;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// Counts what a document holds while it streams by, so that no tree of an attacker's size or depth is ever built, and refuses what makes one
/// parser read another text than the next: comments, CDATA, processing instructions, entities. XML parsers drop or split at them; signatures do
/// not cover comments at all (CVE-2017-11427 and its family).
/// </summary>
internal static class XmlScan
{
    /// <summary>RFC 3986, 3.1.</summary>
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    public static void Check(XmlReader reader, XmlLimits limits)
    {
        var (elements, attributes, declarations, lengths) = (0, 0, 0, 0);
        var inScope = new int[XmlLimits.Depth + 1];
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Limit(reader.Depth < XmlLimits.Depth, $"at most {XmlLimits.Depth} levels");
                    Limit(++elements <= limits.Elements, $"at most {limits.Elements} elements");
                    lengths += reader.NamespaceURI.Length;
                    var here = Attributes(reader, ref lengths);
                    Limit((attributes += reader.AttributeCount - here) <= limits.Attributes, $"at most {limits.Attributes} attributes");
                    Limit(lengths <= XmlLimits.NamespaceLengths, $"namespaces of at most {XmlLimits.NamespaceLengths} characters together");
                    Limit((declarations += here) <= limits.NamespaceDeclarations, $"at most {limits.NamespaceDeclarations} namespace declarations");
                    inScope[reader.Depth + 1] = inScope[reader.Depth] + here;
                    Limit(inScope[reader.Depth + 1] <= XmlLimits.NamespacesInScope, $"at most {XmlLimits.NamespacesInScope} namespaces at once");
                    break;
                case XmlNodeType.XmlDeclaration:
                    Encoding(reader.GetAttribute("encoding"));
                    break;
                case XmlNodeType.EndElement or XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    break;
                case var other:
                    throw new SamlRefusedException(SamlRefusal.MarkupForbidden, "elements and text only", other.ToString());
            }
        }
    }

    /// <returns>How many of the element's attributes declare a namespace.</returns>
    private static int Attributes(XmlReader reader, ref int lengths)
    {
        Limit(reader.AttributeCount <= XmlLimits.AttributesOfElement, $"at most {XmlLimits.AttributesOfElement} attributes of an element");
        var declarations = 0;
        while (reader.MoveToNextAttribute())
        {
            Limit(reader.Value.Length <= XmlLimits.AttributeLength, $"attributes of at most {XmlLimits.AttributeLength} characters");
            if (reader.NamespaceURI == SamlNames.Xmlns)
            {
                declarations++;
                Namespace(reader.LocalName, reader.Value);
            }
            else
            {
                lengths += reader.NamespaceURI.Length;
            }
        }

        reader.MoveToElement();
        return declarations;
    }

    // A relative namespace makes some canonicalizers give up, silently, with an empty text (CVE-2025-66568).
    private static void Namespace(string prefix, string name)
    {
        Limit(name.Length <= XmlLimits.NamespaceLength && prefix.Length <= XmlLimits.NamespaceLength, $"namespaces of at most {XmlLimits.NamespaceLength} characters");
        if (name.Length > 0 && !IsAbsolute(name))
        {
            throw new SamlRefusedException(SamlRefusal.NamespaceWrong, "absolute namespaces", name);
        }
    }

    private static bool IsAbsolute(string name) =>
        name.IndexOf(':') is > 0 and var colon && char.IsAsciiLetter(name[0]) && name.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0;

    private static void Encoding(string? name)
    {
        if (name is not null && !name.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new SamlRefusedException(SamlRefusal.EncodingWrong, "UTF-8", name);
        }
    }

    private static void Limit(bool isWithin, string limit)
    {
        if (!isWithin)
        {
            throw new SamlRefusedException(SamlRefusal.TooComplex, limit, "more");
        }
    }
}
