using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>The pieces of an EncryptedAssertion: one encrypted key, one ciphertext, both inline. The padding is <c>null</c> where the key's algorithm is not allowed.</summary>
internal sealed record EncryptedParts(string KeyAlgorithm, RSAEncryptionPadding? KeyPadding, byte[] Key, string DataAlgorithm, byte[] Cipher)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int BlockLength = 16;

    private int KeyLength => DataAlgorithm is SamlNames.Aes256Gcm or SamlNames.Aes256Cbc ? 32 : 16;

    public static EncryptedParts Read(XmlElement encrypted, Checklist checks)
    {
        var data = encrypted.Child(SamlNames.Encryption, "EncryptedData")!;
        checks.Require(SamlRefusal.EncryptionShapeWrong, data.Attribute("Type") == SamlNames.EncryptedElement, SamlNames.EncryptedElement, data.Attribute("Type"));
        // Inside the data's KeyInfo or beside the data: both places are in use (SAML Errata E43).
        List<XmlElement> keys = [.. data.Child(SamlNames.Signature, "KeyInfo")?.ChildElements() ?? [], .. encrypted.Children(SamlNames.Encryption, "EncryptedKey")];
        checks.Require(SamlRefusal.EncryptionShapeWrong, keys.Count == 1, "one encrypted key", keys.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var method = keys[0].Child(SamlNames.Encryption, "EncryptionMethod")!;
        return new(Describe(method), PaddingOf(method), CipherOf(keys[0]), data.Child(SamlNames.Encryption, "EncryptionMethod")!.Attribute("Algorithm")!, CipherOf(data));
    }

    /// <summary><c>null</c> where the key does not open it, whatever the reason.</summary>
    public byte[]? Decrypt(X509Certificate2 certificate)
    {
        var key = DecryptKey(certificate);
        try
        {
            return DataAlgorithm is SamlNames.Aes128Gcm or SamlNames.Aes256Gcm ? OpenGcm(key) : OpenCbc(key);
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    // A key that does not open goes on as a random one: the same work follows, so that nobody learns from the time which part was wrong.
    private byte[] DecryptKey(X509Certificate2 certificate)
    {
        var random = RandomNumberGenerator.GetBytes(KeyLength);
        try
        {
            using var rsa = certificate.GetRSAPrivateKey();
            var key = rsa!.Decrypt(Key, KeyPadding!);
            return key.Length == KeyLength ? key : random;
        }
        catch (CryptographicException)
        {
            return random;
        }
    }

    // XML Encryption 1.1, 5.2.4: nonce, ciphertext, tag.
    private byte[]? OpenGcm(byte[] key)
    {
        if (Cipher.Length < NonceLength + TagLength)
        {
            return null;
        }

        var plain = new byte[Cipher.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(Cipher.AsSpan(0, NonceLength), Cipher.AsSpan(NonceLength, plain.Length), Cipher.AsSpan(NonceLength + plain.Length), plain);
        return plain;
    }

    // XML Encryption 1.1, 5.2.2: the IV first; of the padding only its last byte, the length, has a meaning.
    private byte[]? OpenCbc(byte[] key)
    {
        if (Cipher.Length < 2 * BlockLength || Cipher.Length % BlockLength != 0)
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.Key = key;
        var plain = aes.DecryptCbc(Cipher.AsSpan(BlockLength), Cipher.AsSpan(0, BlockLength), PaddingMode.None);
        return plain[^1] is >= 1 and <= BlockLength and var padding ? plain[..^padding] : null;
    }

    private static RSAEncryptionPadding? PaddingOf(XmlElement method)
    {
        var digest = method.Child(SamlNames.Signature, "DigestMethod")?.Attribute("Algorithm");
        var mask = method.Child(SamlNames.Encryption11, "MGF")?.Attribute("Algorithm");
        // The framework takes one hash for both places, so that a mixture cannot be had.
        return (method.Attribute("Algorithm"), digest, mask) switch
        {
            (SamlNames.RsaOaepMgf1Sha1, null or SamlNames.Sha1, null) => RSAEncryptionPadding.OaepSHA1,
            (SamlNames.RsaOaep, SamlNames.Sha256, SamlNames.Mgf1Sha256) => RSAEncryptionPadding.OaepSHA256,
            _ => null,
        };
    }

    private static string Describe(XmlElement method) =>
        string.Join(' ', new[] { method, method.Child(SamlNames.Signature, "DigestMethod"), method.Child(SamlNames.Encryption11, "MGF") }.Select(part => part?.Attribute("Algorithm")).Where(name => name is not null));

    private static byte[] CipherOf(XmlElement element) =>
        WireText.Base64(element.Child(SamlNames.Encryption, "CipherData")!.Child(SamlNames.Encryption, "CipherValue")!.Text(), SamlRefusal.EncryptionShapeWrong);
}
