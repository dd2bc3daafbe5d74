using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccountPortal.Saml;

namespace AccountPortal.Tests.Saml;

/// <summary>Certificates with keys, made once per run and name.</summary>
internal static class Keys
{
    private static readonly ConcurrentDictionary<(string Name, int Bits, int Years), Lazy<X509Certificate2>> Made = new();

    public static X509Certificate2 Provider => Of("provider");

    public static X509Certificate2 Attacker => Of("attacker");

    public static X509Certificate2 Portal => Of("portal");

    public static X509Certificate2 NextPortal => Of("next portal");

    /// <summary>Valid for so many years around the tests' clock; a negative number is one that ended.</summary>
    public static X509Certificate2 Of(string name, int bits = 2048, int years = 10) => Made.GetOrAdd((name, bits, years), key => new(() => Make(key.Name, key.Bits, key.Years))).Value;

    public static TrustedCertificate Trusted(this X509Certificate2 certificate) => TrustedCertificate.Read(certificate.RawData);

    public static X509Certificate2 Make(string name, int bits = 2048, int years = 10)
    {
        using var key = RSA.Create(bits);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(FixedClock.Now.AddYears(-11), FixedClock.Now.AddYears(years));
    }
}
