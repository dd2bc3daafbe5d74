using System.Xml;
using AccountPortal.Saml.Reading;

namespace AccountPortal.Saml.Writing;

/// <summary>The head that every message has (SAML Core 2.0, 3.2.1 and 3.2.2).</summary>
internal static class MessageHeadWriter
{
    public static void Head(this XmlWriter writer, string name, string id, DateTimeOffset issuedAt, string destination)
    {
        writer.Protocol(name);
        writer.WriteAttributeString("ID", id);
        writer.WriteAttributeString("Version", "2.0");
        writer.WriteAttributeString("IssueInstant", Instants.Write(issuedAt));
        writer.WriteAttributeString("Destination", destination);
    }

    /// <summary>The first child; attributes come before it.</summary>
    public static void Issuer(this XmlWriter writer, string entityId) => writer.AssertionText("Issuer", entityId);
}
