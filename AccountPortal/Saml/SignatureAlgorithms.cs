using System.Security.Cryptography;

namespace AccountPortal.Saml;

/// <summary>The algorithms of signatures that are believed, in XML and in the query of the Redirect binding alike.</summary>
internal static class SignatureAlgorithms
{
    /// <summary>The hash of an RSA signature (PKCS #1 v1.5); <c>null</c> for everything else: SHA-1, HMAC, DSA, and what the framework lacks.</summary>
    public static HashAlgorithmName? HashOf(string? name) => name switch
    {
        SamlNames.RsaSha256 => HashAlgorithmName.SHA256,
        SamlNames.RsaSha384 => HashAlgorithmName.SHA384,
        SamlNames.RsaSha512 => HashAlgorithmName.SHA512,
        _ => null,
    };
}
