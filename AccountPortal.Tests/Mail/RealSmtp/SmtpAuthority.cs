using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccountPortal.Tests.Mail.RealSmtp;

/// <summary>An authority that vouches for mail servers, its files in a folder that goes with it.</summary>
internal sealed class SmtpAuthority : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-smtp-");
    private readonly X509Certificate2 authority;

    public SmtpAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority of the tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        authority = request.CreateSelfSigned(Today.AddDays(-30), Today.AddDays(30));
        File.WriteAllText(Path, authority.ExportCertificatePem());
    }

    /// <summary>What SSL_CERT_FILE names for who trusts it.</summary>
    public string Path => System.IO.Path.Combine(folder.FullName, "authority.pem");

    private static DateTimeOffset Today => TimeProvider.System.GetUtcNow();

    /// <summary>A certificate for the server at that address, of which <paramref name="validDays"/> are left.</summary>
    public SmtpIdentity Issue(string address = "127.0.0.1", int validDays = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=smtp.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        // Server authentication.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(authority, Today.AddDays(-10), Today.AddDays(validDays), RandomNumberGenerator.GetBytes(16));
        var identity = new SmtpIdentity(NewPath(), NewPath());
        File.WriteAllText(identity.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(identity.Key, key.ExportPkcs8PrivateKeyPem());
        return identity;
    }

    public void Dispose()
    {
        authority.Dispose();
        folder.Delete(recursive: true);
    }

    private string NewPath() => System.IO.Path.Combine(folder.FullName, $"{System.IO.Path.GetRandomFileName()}.pem");
}

/// <summary>Paths of PEM files.</summary>
internal sealed record SmtpIdentity(string Certificate, string Key);
