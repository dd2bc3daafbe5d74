using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace AccountPortal.Tests.Saml;

/// <summary>Signs as identity providers do, and as attackers would like to: the framework's signer, with every part open to change.</summary>
internal sealed record Signer
{
    public X509Certificate2 Key { get; init; } = Keys.Provider;

    public string Method { get; init; } = SignedXml.XmlDsigRSASHA256Url;

    public string Digest { get; init; } = SignedXml.XmlDsigSHA256Url;

    public string Canonicalization { get; init; } = SignedXml.XmlDsigExcC14NTransformUrl;

    public Func<string, string> Uri { get; init; } = id => "#" + id;

    public IReadOnlyList<Transform> Transforms { get; init; } = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform()];

    /// <summary>A certificate to put into KeyInfo.</summary>
    public X509Certificate2? KeyInfo { get; init; }

    public Action<SignedXml>? More { get; init; }

    /// <summary>The document with the element of that ID signed, in the usual place.</summary>
    public static string Sign(string xml, string id, Signer? signer = null)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(xml);
        var element = (XmlElement)document.SelectSingleNode($"//*[@ID='{id}']")!;
        var signature = (signer ?? new Signer()).Signature(document, id);
        element.InsertAfter(document.ImportNode(signature, true), element.ChildNodes.OfType<XmlElement>().FirstOrDefault(child => child.LocalName == "Issuer"));
        return document.OuterXml;
    }

    private XmlElement Signature(XmlDocument document, string id)
    {
        var signing = new SignedXml(document) { SigningKey = Key.GetRSAPrivateKey() };
        signing.SignedInfo!.CanonicalizationMethod = Canonicalization;
        signing.SignedInfo.SignatureMethod = Method;
        var reference = new Reference(Uri(id)) { DigestMethod = Digest };
        Transforms.ToList().ForEach(reference.AddTransform);
        signing.AddReference(reference);
        if (KeyInfo is not null)
        {
            signing.KeyInfo = new KeyInfo();
            signing.KeyInfo.AddClause(new KeyInfoX509Data(KeyInfo));
        }

        More?.Invoke(signing);
        signing.ComputeSignature();
        return signing.GetXml();
    }
}
