using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccountPortal.Saml;

namespace AccountPortal.Tests.Saml;

public class TrustedCertificateTests
{
    [Fact]
    public void A_certificate_is_read_from_PEM_and_from_bare_base64()
    {
        var provider = Keys.Provider;
        foreach (var text in new[] { provider.ExportCertificatePem(), Convert.ToBase64String(provider.RawData), "\n " + Convert.ToBase64String(provider.RawData, Base64FormattingOptions.InsertLineBreaks) + "\n" })
        {
            var read = Assert.Single(TrustedCertificate.ReadText(text));
            Assert.Equal(("CN=provider", 2048, provider.GetCertHashString(HashAlgorithmName.SHA256)), (read.Subject, read.KeySize, read.Thumbprint));
            Assert.Equal(FixedClock.Now.AddYears(10), read.NotAfter);
            Assert.Equal(FixedClock.Now.AddYears(-11), read.NotBefore);
            Assert.Equal(provider.RawData, read.Encoded);
        }

        Assert.Equal(2, TrustedCertificate.ReadText(provider.ExportCertificatePem() + "\n" + Keys.Attacker.ExportCertificatePem()).Count);
    }

    [Fact]
    public void It_is_expired_after_its_last_second()
    {
        var certificate = Keys.Provider.Trusted();
        Assert.False(certificate.IsExpired(FixedClock.Now.AddYears(10)));
        Assert.True(certificate.IsExpired(FixedClock.Now.AddYears(10).AddSeconds(1)));
    }

    [Fact]
    public void What_cannot_verify_anything_is_refused_with_words()
    {
        Assert.Contains("1024 bits", Refused(Keys.Of("weak", 1024).ExportCertificatePem()), StringComparison.Ordinal);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var elliptic = new CertificateRequest("CN=ec", curve, HashAlgorithmName.SHA256).CreateSelfSigned(FixedClock.Now, FixedClock.Now.AddDays(1));
        Assert.Contains("not RSA", Refused(elliptic.ExportCertificatePem()), StringComparison.Ordinal);
        using var key = Keys.Portal.GetRSAPrivateKey();
        Assert.Contains("private key", Refused(Keys.Provider.ExportCertificatePem() + key!.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
        Assert.Contains("not an X.509", Refused("AAAA"), StringComparison.Ordinal);
        Assert.Contains("not an X.509", Refused(Convert.ToBase64String(Keys.Portal.Export(X509ContentType.Pkcs12))), StringComparison.Ordinal);
        Assert.NotEqual("", Refused("not base64"));
        Assert.NotEqual("", Refused(""));
        Assert.NotEqual("", Refused("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"));
        Assert.NotEqual("", Refused("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"));
    }

    private static string Refused(string text) => Assert.Throws<FormatException>(() => TrustedCertificate.ReadText(text)).Message;
}
