using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace AccountPortal.Data.Keys;

/// <summary>
/// Encrypts the data-protection ring with what lies outside the database: a certificate (.pfx or .p12 without password, or .pem with its key),
/// or a key file (32 random bytes in base64: <c>openssl rand -base64 32</c>). A leaked dump alone then opens nothing (P1).
/// </summary>
internal static class KeyEncryption
{
    public const string Allowed = "the path of a certificate with its key (.pfx, .p12 or .pem) or of a file with 32 random bytes in base64 (openssl rand -base64 32)";

    /// <summary>Sets up the ring's encryption. Throws <see cref="CryptographicException"/>, <see cref="IOException"/> or <see cref="FormatException"/> where the file is not usable.</summary>
    public static void Encrypt(this IDataProtectionBuilder builder, string path)
    {
        var kind = Path.GetExtension(path).ToUpperInvariant();
        if (kind is ".PFX" or ".P12" or ".PEM")
        {
            builder.ProtectKeysWithCertificate(kind == ".PEM" ? X509Certificate2.CreateFromPemFile(path) : X509CertificateLoader.LoadPkcs12FromFile(path, null));
            return;
        }

        var key = KeyFile.Read(path);
        builder.Services.AddSingleton(key);
        builder.Services.Configure<KeyManagementOptions>(options => options.XmlEncryptor = new KeyFileEncryptor(key));
    }
}

/// <summary>The 256-bit key of the key file.</summary>
internal sealed record KeyFile(byte[] Key)
{
    public static KeyFile Read(string path) => Convert.FromBase64String(File.ReadAllText(path).Trim()) is { Length: 32 } key
        ? new KeyFile(key)
        : throw new FormatException("The key file does not hold 32 bytes in base64.");
}

/// <summary>AES-256-GCM over the key's XML; nonce, tag and ciphertext in one base64 text.</summary>
internal sealed class KeyFileEncryptor(KeyFile file) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedKey = new byte[KeyFileDecryptor.NonceLength + KeyFileDecryptor.TagLength + plain.Length];
        var (nonce, tag, cipher) = KeyFileDecryptor.Parts(sealedKey);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(file.Key, KeyFileDecryptor.TagLength);
        aes.Encrypt(nonce.Span, plain, cipher.Span, tag.Span);
        return new EncryptedXmlInfo(new XElement("keyFile", Convert.ToBase64String(sealedKey)), typeof(KeyFileDecryptor));
    }
}

/// <summary>Reverses <see cref="KeyFileEncryptor"/>; data protection creates it by the type's name that is stored with the key.</summary>
internal sealed class KeyFileDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public const int NonceLength = 12;
    public const int TagLength = 16;

    public static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(byte[] all) =>
        (all.AsMemory(0, NonceLength), all.AsMemory(NonceLength, TagLength), all.AsMemory(NonceLength + TagLength));

    public XElement Decrypt(XElement encryptedElement)
    {
        var (nonce, tag, cipher) = Parts(Convert.FromBase64String(encryptedElement.Value));
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(services.GetRequiredService<KeyFile>().Key, TagLength);
        aes.Decrypt(nonce.Span, cipher.Span, tag.Span, plain);
        return XElement.Parse(System.Text.Encoding.UTF8.GetString(plain));
    }
}
