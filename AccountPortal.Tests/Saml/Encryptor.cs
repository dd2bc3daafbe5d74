using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AccountPortal.Tests.Saml;

/// <summary>Encrypts for us as anybody can who has our certificate.</summary>
internal sealed record Encryptor
{
    public X509Certificate2 For { get; init; } = Keys.Portal;

    public string KeyMethod { get; init; } = "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"/></xenc:EncryptionMethod>";

    public RSAEncryptionPadding Padding { get; init; } = RSAEncryptionPadding.OaepSHA1;

    public string DataMethod { get; init; } = "http://www.w3.org/2009/xmlenc11#aes256-gcm";

    /// <summary>The key beside the data instead of inside it.</summary>
    public bool IsBeside { get; init; }

    public Func<byte[], byte[]> Spoil { get; init; } = cipher => cipher;

    public string Encrypt(string plain) => Encrypt(Encoding.UTF8.GetBytes(plain));

    public string Encrypt(byte[] plain)
    {
        var key = RandomNumberGenerator.GetBytes(DataMethod.Contains("128", StringComparison.Ordinal) ? 16 : 32);
        using var rsa = For.GetRSAPublicKey();
        var encryptedKey = $"<xenc:EncryptedKey>{KeyMethod}<xenc:CipherData><xenc:CipherValue>{Convert.ToBase64String(rsa!.Encrypt(key, Padding))}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>";
        var cipher = Spoil(DataMethod.EndsWith("gcm", StringComparison.Ordinal) ? Gcm(key, plain) : Cbc(key, plain));
        return "<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">" +
            "<xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Type=\"http://www.w3.org/2001/04/xmlenc#Element\">" +
            $"<xenc:EncryptionMethod Algorithm=\"{DataMethod}\"/>{(IsBeside ? "" : $"<ds:KeyInfo>{encryptedKey}</ds:KeyInfo>")}" +
            $"<xenc:CipherData><xenc:CipherValue>{Convert.ToBase64String(cipher)}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>" +
            $"{(IsBeside ? encryptedKey.Replace("<xenc:EncryptedKey>", "<xenc:EncryptedKey xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">", StringComparison.Ordinal) : "")}</saml:EncryptedAssertion>";
    }

    private static byte[] Gcm(byte[] key, byte[] plain)
    {
        using var aes = new AesGcm(key, 16);
        var (nonce, cipher, tag) = (RandomNumberGenerator.GetBytes(12), new byte[plain.Length], new byte[16]);
        aes.Encrypt(nonce, plain, cipher, tag);
        return [.. nonce, .. cipher, .. tag];
    }

    private static byte[] Cbc(byte[] key, byte[] plain)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return [.. aes.IV, .. aes.EncryptCbc(plain, aes.IV, PaddingMode.ISO10126)];
    }
}
