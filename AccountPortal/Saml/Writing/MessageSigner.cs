using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using AccountPortal.Saml.Reading;

namespace AccountPortal.Saml.Writing;

/// <summary>Puts our enveloped signature into a message or into metadata, in the very shape that we ask of others.</summary>
internal static class MessageSigner
{
    public static byte[] Sign(byte[] xml, X509Certificate2 certificate)
    {
        var root = XmlIntake.Read(xml, XmlLimits.Metadata);
        using var key = certificate.GetRSAPrivateKey();
        var signing = new BoundSignedXml(root) { SigningKey = key, KeyInfo = new KeyInfo() };
        signing.KeyInfo.AddClause(new KeyInfoX509Data(X509CertificateLoader.LoadCertificate(certificate.RawData)));
        signing.SignedInfo!.CanonicalizationMethod = SamlNames.ExclusiveC14N;
        signing.SignedInfo.SignatureMethod = SamlNames.RsaSha256;
        signing.AddReference(ReferenceTo(root));
        signing.ComputeSignature();
        var signature = root.OwnerDocument.ImportNode(signing.GetXml(), deep: true);
        root.InsertAfter(signature, root.Child(SamlNames.Assertion, "Issuer"));
        return Encoding.UTF8.GetBytes(root.OwnerDocument.OuterXml);
    }

    private static Reference ReferenceTo(XmlElement root)
    {
        var reference = new Reference("#" + root.Attribute("ID")) { DigestMethod = SamlNames.Sha256 };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        return reference;
    }
}
