using System.IO.Compression;
using System.Security.Cryptography;

namespace AccountPortal.Saml.Reading;

/// <summary>A message of the Redirect binding (SAML Bindings 2.0, 3.4.4.1): its signature lies in the query and is not optional here.</summary>
internal sealed record RedirectMessage(byte[] Xml, string? RelayState, TrustedCertificate Certificate)
{
    public static RedirectMessage Read(string query, string field, IReadOnlyList<TrustedCertificate> certificates, DateTimeOffset now, Checklist checks)
    {
        var parts = RedirectQuery.Read(query, field, checks);
        var relayState = parts.RelayState is null ? null : RedirectQuery.Decode(parts.RelayState);
        PostedMessage.CheckRelayState(relayState, checks);
        var certificate = Verify(parts, field, certificates, now, checks);
        var packed = Decode(parts.Message, SamlRefusal.Base64Wrong);
        return new(Inflate(packed), relayState, certificate);
    }

    private static TrustedCertificate Verify(RedirectQuery parts, string field, IReadOnlyList<TrustedCertificate> certificates, DateTimeOffset now, Checklist checks)
    {
        checks.Require(SamlRefusal.NoTrustedCertificate, certificates.Count > 0, "at least one certificate to verify with", $"{certificates.Count}");
        checks.Require(SamlRefusal.RedirectSignatureMissing, parts is { Algorithm: not null, Signature: not null }, "SigAlg and Signature", parts.Signature is null ? "no Signature" : "both, or no SigAlg");
        var name = RedirectQuery.Decode(parts.Algorithm!);
        var hash = SignatureAlgorithms.HashOf(name);
        checks.Require(SamlRefusal.RedirectAlgorithmForbidden, hash is not null, "RSA with SHA-256, SHA-384 or SHA-512", name);
        var signature = Decode(parts.Signature!, SamlRefusal.RedirectSignatureInvalid);
        var octets = parts.SignedOctets(field);
        var fitting = certificates.Take(SignatureCheck.MostKeys).FirstOrDefault(certificate => Fits(certificate, octets, signature, hash!.Value));
        checks.Require(
            SamlRefusal.RedirectSignatureInvalid,
            fitting is not null,
            "the query signed with a certificate of this provider",
            fitting is null ? "no key fits, or the query was changed" : fitting.IsExpired(now) ? $"{fitting.Thumbprint}, which has expired" : fitting.Thumbprint);
        return fitting!;
    }

    private static bool Fits(TrustedCertificate certificate, byte[] octets, byte[] signature, HashAlgorithmName hash)
    {
        using var key = certificate.OpenKey();
        return key.VerifyData(octets, signature, hash, RSASignaturePadding.Pkcs1);
    }

    private static byte[] Decode(string value, SamlRefusal refusal)
    {
        var text = RedirectQuery.Decode(value);
        return text.AsSpan().ContainsAny(" \t\r\n") ? throw new SamlRefusedException(refusal, "base64 without blanks", "blanks") : WireText.Base64(text, refusal);
    }

    /// <summary>No further than a message may be long: a few hundred kilobytes of zeros are a gigabyte.</summary>
    private static byte[] Inflate(byte[] packed) => Checklist.Guard(SamlRefusal.CompressionWrong, "a deflated message", () =>
    {
        // Handed over byte by byte, so that the end of the compressed data is known to be the end of all.
        using var input = new ByteByByte(packed);
        using var inflate = new DeflateStream(input, CompressionMode.Decompress);
        var output = new byte[XmlLimits.Message.Bytes + 1];
        var length = inflate.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
        if (length > XmlLimits.Message.Bytes)
        {
            throw new SamlRefusedException(SamlRefusal.TooLarge, $"at most {XmlLimits.Message.Bytes} bytes of XML", "more");
        }

        return input.IsAtEnd ? output[..length] : throw new SamlRefusedException(SamlRefusal.CompressionWrong, "nothing behind the message", "more");
    });

    private sealed class ByteByByte(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public bool IsAtEnd => Position == Length;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1)]);
    }
}
