using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccountPortal.Saml;

/// <summary>
/// A signing certificate of an identity provider as an administrator trusts it: a public key with facts to show. Nothing of it is checked against
/// authorities; that it is stored is the trust. Past its end it still counts (providers sign with expired ones for years) and the check says so.
/// </summary>
public sealed class TrustedCertificate
{
    public const int SmallestKey = 2048;

    /// <summary>Larger ones only cost time.</summary>
    public const int LargestKey = 8192;

    private readonly X509Certificate2 certificate;

    private TrustedCertificate(X509Certificate2 certificate, int keySize) => (this.certificate, KeySize) = (certificate, keySize);

    public string Subject => certificate.Subject;

    /// <summary>SHA-256 of the certificate, in hex: what consoles show beside it.</summary>
    public string Thumbprint => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    public DateTimeOffset NotBefore => certificate.NotBefore.ToUniversalTime();

    public DateTimeOffset NotAfter => certificate.NotAfter.ToUniversalTime();

    /// <summary>Bits of the RSA key.</summary>
    public int KeySize { get; }

    /// <summary>The certificate itself (DER), to be stored and read again.</summary>
    public byte[] Encoded => certificate.RawData;

    /// <summary>Of one certificate (DER). Throws <see cref="FormatException"/> with words for the administrator where it is unusable.</summary>
    public static TrustedCertificate Read(ReadOnlySpan<byte> der)
    {
        X509Certificate2 certificate;
        try
        {
            // The content's kind is not left to be guessed: a PKCS #12 file would run through key derivation first.
            certificate = X509CertificateLoader.LoadCertificate(der);
            using var key = certificate.GetRSAPublicKey();
            return key is { KeySize: >= SmallestKey and <= LargestKey }
                ? new TrustedCertificate(certificate, key.KeySize)
                : throw new FormatException(key is null ? "The certificate's key is not RSA, the only kind supported." : $"The certificate's RSA key has {key.KeySize} bits: {SmallestKey} to {LargestKey} are allowed.");
        }
        catch (CryptographicException)
        {
            throw new FormatException("This is not an X.509 certificate.");
        }
    }

    /// <summary>
    /// Of what an administrator pastes: one or several in PEM, or one in bare base64. Throws <see cref="FormatException"/> with words for them.
    /// </summary>
    public static IReadOnlyList<TrustedCertificate> ReadText(string text)
    {
        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            throw new FormatException("This holds a private key, which must stay with its owner: paste the certificate alone.");
        }

        if (!text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            return [Read(Convert.FromBase64String(text))];
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            throw new FormatException("This is not a certificate in PEM.");
        }

        return certificates.Count > 0 ? [.. certificates.Select(certificate => Read(certificate.RawData))] : throw new FormatException("There is no certificate in this.");
    }

    public bool IsExpired(DateTimeOffset now) => NotAfter < now;

    /// <summary>The caller's own copy: one key object is not promised to serve two threads.</summary>
    internal RSA OpenKey() => certificate.GetRSAPublicKey()!;
}
