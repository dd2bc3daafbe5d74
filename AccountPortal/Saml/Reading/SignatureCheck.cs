using System.Security.Cryptography;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// Verifies an element's own signature with trusted keys alone, then forgets the element: what is handed back was parsed anew from the very bytes
/// that were digested. Whatever trick makes a parser read something else than the signature covers, it has nothing to read here.
/// </summary>
internal sealed class SignatureCheck(IReadOnlyList<TrustedCertificate> trusted, XmlLimits limits, Grammar grammar, Checklist checks)
{
    /// <summary>A new certificate, the current one and the last two.</summary>
    public const int MostKeys = 4;

    public SignedElement Verify(XmlElement element, XmlElement signature, DateTimeOffset now)
    {
        var shape = SignatureShape.Check(element, signature, checks);
        DropKeyInfo(signature);
        var certificate = trusted.Take(MostKeys).FirstOrDefault(certificate => Fits(shape, certificate));
        checks.Require(
            SamlRefusal.SignatureInvalid,
            certificate is not null,
            $"{element.LocalName} signed with a certificate of this provider",
            certificate is null ? "no key fits, or the content was changed" : certificate.IsExpired(now) ? $"{certificate.Thumbprint}, which has expired" : certificate.Thumbprint);
        return new(ReadSigned(shape), certificate!);
    }

    /// <summary>
    /// The framework reads all keys and certificates that a signature brings along, and gives the signature up where it does not like one. Nobody
    /// here wants them. No enveloped signature covers its own KeyInfo, and one further out, which does, is verified before.
    /// </summary>
    private static void DropKeyInfo(XmlElement signature)
    {
        if (signature.Child(SamlNames.Signature, "KeyInfo") is { } keyInfo)
        {
            signature.RemoveChild(keyInfo);
        }
    }

    private static bool Fits(SignatureShape shape, TrustedCertificate certificate)
    {
        try
        {
            using var key = certificate.OpenKey();
            var signed = new BoundSignedXml(shape.Element);
            signed.LoadXml(shape.Signature);
            return signed.CheckSignature(key);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // It throws for some of what is wrong; none of it is a signature.
            return false;
        }
    }

    /// <summary>Of a signature that was verified: a new tree of the bytes that it covers, and of nothing else.</summary>
    public XmlElement ReadSigned(SignatureShape shape)
    {
        var bytes = Checklist.Guard(SamlRefusal.SignedBytesDiffer, "content that can be canonicalized", () => CanonicalBytes.Of(shape.Element, shape.Signature, shape.Prefixes));
        var digest = CryptographicOperations.HashData(shape.DigestAlgorithm, bytes);
        var isSame = bytes.Length > 0 && bytes[0] == (byte)'<' && CryptographicOperations.FixedTimeEquals(digest, shape.Digest);
        checks.Require(SamlRefusal.SignedBytesDiffer, isSame, "the digest of what is read to be the signed one", isSame ? "the same" : Convert.ToBase64String(digest));
        var signed = XmlIntake.Read(bytes, limits);
        checks.Require(SamlRefusal.SignedBytesDiffer, signed.Is(shape.Element.NamespaceURI, shape.Element.LocalName), shape.Element.LocalName, signed.LocalName);
        grammar.Check(signed);
        return signed;
    }
}

/// <summary>An element that was read from signed bytes, and whose key it was.</summary>
internal sealed record SignedElement(XmlElement Element, TrustedCertificate Certificate);
