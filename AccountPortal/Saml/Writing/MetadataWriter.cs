using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace AccountPortal.Saml.Writing;

/// <summary>The pieces of our metadata.</summary>
internal static class MetadataWriter
{
    public static void Metadata(this XmlWriter writer, string name) => writer.WriteStartElement("md", name, SamlNames.Metadata);

    /// <summary>Left open for more attributes.</summary>
    public static void Endpoint(this XmlWriter writer, string name, string binding, string location)
    {
        writer.Metadata(name);
        writer.WriteAttributeString("Binding", binding);
        writer.WriteAttributeString("Location", location);
    }

    public static void Key(this XmlWriter writer, string use, X509Certificate2 certificate)
    {
        writer.Metadata("KeyDescriptor");
        writer.WriteAttributeString("use", use);
        writer.WriteStartElement("ds", "KeyInfo", SamlNames.Signature);
        writer.WriteStartElement("ds", "X509Data", SamlNames.Signature);
        writer.WriteElementString("ds", "X509Certificate", SamlNames.Signature, Convert.ToBase64String(certificate.RawData));
        writer.WriteEndElement();
        writer.WriteEndElement();
        if (use == "encryption")
        {
            writer.EncryptionMethods();
        }

        writer.WriteEndElement();
    }

    /// <summary>What the reader opens, best first; what is not listed it refuses.</summary>
    private static void EncryptionMethods(this XmlWriter writer)
    {
        writer.Method(SamlNames.Aes256Gcm, null, null);
        writer.Method(SamlNames.Aes128Gcm, null, null);
        writer.Method(SamlNames.RsaOaep, SamlNames.Sha256, SamlNames.Mgf1Sha256);
        writer.Method(SamlNames.RsaOaepMgf1Sha1, SamlNames.Sha1, null);
    }

    private static void Method(this XmlWriter writer, string algorithm, string? digest, string? mask)
    {
        writer.Metadata("EncryptionMethod");
        writer.WriteAttributeString("Algorithm", algorithm);
        writer.Part("ds", "DigestMethod", SamlNames.Signature, digest);
        writer.Part("xenc11", "MGF", SamlNames.Encryption11, mask);
        writer.WriteEndElement();
    }

    private static void Part(this XmlWriter writer, string prefix, string name, string ns, string? algorithm)
    {
        if (algorithm is not null)
        {
            writer.WriteStartElement(prefix, name, ns);
            writer.WriteAttributeString("Algorithm", algorithm);
            writer.WriteEndElement();
        }
    }
}
