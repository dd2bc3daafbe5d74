using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AccountPortal.Saml.Writing;

/// <summary>The Redirect binding (SAML Bindings 2.0, 3.4.4): deflate, base64, percent-encoding; the signature covers the very octets of the query.</summary>
internal static class RedirectWriter
{
    public static string Write(string destination, string field, byte[] xml, string? relayState, X509Certificate2? certificate)
    {
        var query = $"{field}={Uri.EscapeDataString(Convert.ToBase64String(Deflate(xml)))}";
        if (relayState is not null)
        {
            query += $"&RelayState={Uri.EscapeDataString(relayState)}";
        }

        if (certificate is not null)
        {
            query += $"&SigAlg={Uri.EscapeDataString(SamlNames.RsaSha256)}";
            using var key = certificate.GetRSAPrivateKey();
            var signature = key!.SignData(Encoding.ASCII.GetBytes(query), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            query += $"&Signature={Uri.EscapeDataString(Convert.ToBase64String(signature))}";
        }

        return destination + (destination.Contains('?') ? '&' : '?') + query;
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.SmallestSize))
        {
            deflate.Write(bytes);
        }

        return output.ToArray();
    }
}
