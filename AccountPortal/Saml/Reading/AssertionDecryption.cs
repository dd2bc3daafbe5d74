using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// Opens an EncryptedAssertion (SAML Core 2.0, 2.3.4; XML Encryption 1.1) by hand: the framework's EncryptedXml knows neither GCM nor OAEP with
/// SHA-256, tells paddings apart and follows references. A decrypted assertion is no better than one that came in the clear: anybody can encrypt for us.
/// </summary>
internal sealed class AssertionDecryption(IReadOnlyList<X509Certificate2> keys, Checklist checks)
{
    /// <summary><paramref name="isSigned"/>: a trusted signature over the ciphertext was verified; CBC, which anybody can alter, counts only then.</summary>
    public XmlElement Decrypt(XmlElement encrypted, bool isSigned)
    {
        var parts = EncryptedParts.Read(encrypted, checks);
        CheckAlgorithms(parts, isSigned);
        var plain = keys.Select(key => parts.Decrypt(key)).FirstOrDefault(bytes => bytes is not null);
        // One answer for a wrong key, a wrong padding and a wrong tag.
        checks.Require(SamlRefusal.DecryptionFailed, plain is not null, "an assertion encrypted for our certificate", plain is null ? "something that none of our keys opens" : "that");
        return ReadPlain(plain!, encrypted.OwnerDocument);
    }

    private void CheckAlgorithms(EncryptedParts parts, bool isSigned)
    {
        checks.Require(
            SamlRefusal.EncryptionAlgorithmForbidden,
            parts.KeyPadding is not null,
            "RSA-OAEP, with SHA-1 (rsa-oaep-mgf1p) or with SHA-256 in both places",
            parts.KeyAlgorithm);
        var isGcm = parts.DataAlgorithm is SamlNames.Aes128Gcm or SamlNames.Aes256Gcm;
        var isCbc = parts.DataAlgorithm is SamlNames.Aes128Cbc or SamlNames.Aes256Cbc;
        checks.Require(
            SamlRefusal.EncryptionAlgorithmForbidden,
            isGcm || (isCbc && isSigned),
            isSigned ? "AES-GCM or AES-CBC with 128 or 256 bits" : "AES-GCM with 128 or 256 bits (AES-CBC only in a signed response)",
            parts.DataAlgorithm);
    }

    private XmlElement ReadPlain(byte[] plain, XmlDocument around)
    {
        var assertion = XmlIntake.Read(plain, XmlLimits.Message);
        checks.Require(SamlRefusal.DecryptedContentWrong, assertion.Is(SamlNames.Assertion, "Assertion"), "one assertion", assertion.Name);
        XmlIdentifiers.Check(assertion.OwnerDocument, XmlIdentifiers.In(around));
        MessageGrammar.Of.Check(assertion);
        return assertion;
    }
}
