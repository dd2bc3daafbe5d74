using System.Security.Cryptography.Xml;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>The bytes that an enveloped signature with exclusive canonicalization covers (XML Signature 6.6.4, Exclusive C14N 1.0).</summary>
internal static class CanonicalBytes
{
    public static byte[] Of(XmlElement element, XmlElement signature, string prefixes)
    {
        var place = signature.SelectIndex();
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var copy = (XmlElement)document.AppendChild(document.ImportNode(element, deep: true))!;
        CopyNamespaces(element, copy);
        copy.RemoveChild(copy.ChildNodes[place]!);
        var transform = new XmlDsigExcC14NTransform(prefixes);
        transform.LoadInput(document);
        using var output = (MemoryStream)transform.GetOutput(typeof(Stream));
        return output.ToArray();
    }

    /// <summary>Those of the elements around, as far as nearer ones do not say otherwise: PrefixList may name prefixes that only values use.</summary>
    private static void CopyNamespaces(XmlElement element, XmlElement copy)
    {
        for (var around = element.ParentNode as XmlElement; around is not null; around = around.ParentNode as XmlElement)
        {
            foreach (XmlAttribute attribute in around.Attributes)
            {
                if (attribute.NamespaceURI == SamlNames.Xmlns && !copy.HasAttribute(attribute.LocalName, SamlNames.Xmlns))
                {
                    copy.SetAttributeNode((XmlAttribute)copy.OwnerDocument.ImportNode(attribute, deep: true));
                }
            }
        }
    }

    private static int SelectIndex(this XmlElement child)
    {
        var index = 0;
        for (var before = child.PreviousSibling; before is not null; before = before.PreviousSibling)
        {
            index++;
        }

        return index;
    }
}
