using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>A message's XML with all that holds for it before anything in it is believed.</summary>
internal static class MessageIntake
{
    /// <summary>The root, which is a message of SAML's protocol by that name, in the shape of its grammar.</summary>
    public static XmlElement Read(byte[] xml, string name, Checklist checks)
    {
        var root = XmlIntake.Read(xml, XmlLimits.Message);
        checks.Passed(SamlRefusal.NotWellFormed, "UTF-8, well-formed, within the limits, identifiers once each", $"{xml.Length} bytes");
        checks.Require(SamlRefusal.RootWrong, root.Is(SamlNames.Protocol, name), name, root.Is(SamlNames.Protocol, root.LocalName) ? root.LocalName : $"{root.LocalName} in {root.NamespaceURI}");
        MessageGrammar.Of.Check(root);
        checks.Passed(SamlRefusal.StructureWrong, "known elements in their places", "those");
        return root;
    }
}
