using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace AccountPortal.Saml.Writing;

/// <summary>Writes our own messages: UTF-8, no declaration, no line breaks, everything escaped by the framework's writer.</summary>
internal static class SamlWriter
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true };

    public static byte[] Write(Action<XmlWriter> content)
    {
        using var output = new MemoryStream();
        using (var writer = XmlWriter.Create(output, Settings))
        {
            content(writer);
        }

        return output.ToArray();
    }

    /// <summary>160 random bits; a letter first, as an XML name wants it (SAML Core 2.0, 1.3.4).</summary>
    public static string NewId() => "_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    public static void Protocol(this XmlWriter writer, string name) => writer.WriteStartElement("samlp", name, SamlNames.Protocol);

    public static void ProtocolText(this XmlWriter writer, string name, string text) => writer.WriteElementString("samlp", name, SamlNames.Protocol, text);

    public static void Assertion(this XmlWriter writer, string name) => writer.WriteStartElement("saml", name, SamlNames.Assertion);

    public static void AssertionText(this XmlWriter writer, string name, string text) => writer.WriteElementString("saml", name, SamlNames.Assertion, text);

    /// <summary>An attribute that is left out where there is no value.</summary>
    public static void Optional(this XmlWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteAttributeString(name, value);
        }
    }

    public static void NameId(this XmlWriter writer, NameId nameId)
    {
        writer.Assertion("NameID");
        writer.Optional("NameQualifier", nameId.NameQualifier);
        writer.Optional("SPNameQualifier", nameId.SpNameQualifier);
        writer.Optional("Format", nameId.Format);
        writer.WriteString(nameId.Value);
        writer.WriteEndElement();
    }
}
