using System.Security.Cryptography;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// A signature as SAML wants it (Core 2.0, 5.4) and no other: right after the issuer, over exactly its parent, two transforms, exclusive
/// canonicalization, RSA with SHA-2. The framework lets through far more. That there is one of each part is the grammar's work.
/// </summary>
internal sealed record SignatureShape(XmlElement Element, XmlElement Signature, HashAlgorithmName DigestAlgorithm, byte[] Digest, string Prefixes)
{
    private const int MostPrefixes = 16;

    /// <summary>Checks the signature that is <paramref name="element"/>'s own.</summary>
    public static SignatureShape Check(XmlElement element, XmlElement signature, Checklist checks)
    {
        CheckPosition(element, signature, checks);
        checks.Passed(SamlRefusal.SignatureShapeWrong, "one reference, nothing else in it", "that");
        var info = signature.Child(SamlNames.Signature, "SignedInfo")!;
        var reference = info.Child(SamlNames.Signature, "Reference")!;
        CheckReference(element, reference, checks);
        var prefixes = CheckTransforms(reference, checks);
        CheckCanonicalization(info, checks);
        CheckAlgorithm(info, checks);
        var (algorithm, digest) = CheckDigest(reference, checks);
        return new(element, signature, algorithm, digest, prefixes);
    }

    private static void CheckPosition(XmlElement element, XmlElement signature, Checklist checks)
    {
        var before = signature.PreviousSibling;
        while (before is not null and not XmlElement)
        {
            before = before.PreviousSibling;
        }

        // Metadata has no issuer: there the signature comes first.
        var isInPlace = signature.ParentNode == element && (before is null || (before is XmlElement issuer && issuer.Is(SamlNames.Assertion, "Issuer")));
        checks.Require(SamlRefusal.SignaturePositionWrong, isInPlace, $"right after the issuer of {element.LocalName}", isInPlace ? "there" : "elsewhere");
    }

    private static void CheckReference(XmlElement element, XmlElement reference, Checklist checks)
    {
        var (expected, uri) = ("#" + element.Attribute("ID"), reference.Attribute("URI"));
        checks.Require(SamlRefusal.SignatureReferenceWrong, expected.Length > 1 && string.Equals(uri, expected, StringComparison.Ordinal), expected, uri);
    }

    private static string CheckTransforms(XmlElement reference, Checklist checks)
    {
        var transforms = reference.Child(SamlNames.Signature, "Transforms")!.ChildElements().ToList();
        var names = transforms.Select(transform => transform.Attribute("Algorithm")).ToList();
        checks.Require(
            SamlRefusal.SignatureTransformForbidden,
            names is [SamlNames.EnvelopedSignature, SamlNames.ExclusiveC14N] && !transforms[0].ChildElements().Any(),
            "enveloped signature, then exclusive canonicalization without comments",
            string.Join(", ", names));
        return PrefixesOf(transforms[1], SamlRefusal.SignatureTransformForbidden);
    }

    private static void CheckCanonicalization(XmlElement info, Checklist checks)
    {
        var method = info.Child(SamlNames.Signature, "CanonicalizationMethod")!;
        PrefixesOf(method, SamlRefusal.CanonicalizationForbidden);
        checks.Require(SamlRefusal.CanonicalizationForbidden, method.Attribute("Algorithm") == SamlNames.ExclusiveC14N, SamlNames.ExclusiveC14N, method.Attribute("Algorithm"));
    }

    private static string PrefixesOf(XmlElement method, SamlRefusal refusal)
    {
        var list = method.ChildElements().SingleOrDefault()?.Attribute("PrefixList") ?? "";
        var prefixes = list.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return prefixes.Length <= MostPrefixes && prefixes.All(prefix => prefix == "#default" || XmlReader.IsNameToken(prefix)) ? list : throw new SamlRefusedException(refusal, $"at most {MostPrefixes} prefixes", list);
    }

    private static void CheckAlgorithm(XmlElement info, Checklist checks)
    {
        var name = info.Child(SamlNames.Signature, "SignatureMethod")!.Attribute("Algorithm");
        checks.Require(SamlRefusal.SignatureAlgorithmForbidden, SignatureAlgorithms.HashOf(name) is not null, "RSA with SHA-256, SHA-384 or SHA-512", name);
    }

    private static (HashAlgorithmName Algorithm, byte[] Digest) CheckDigest(XmlElement reference, Checklist checks)
    {
        var name = reference.Child(SamlNames.Signature, "DigestMethod")!.Attribute("Algorithm");
        var algorithm = DigestOf(name);
        checks.Require(SamlRefusal.DigestAlgorithmForbidden, algorithm is not null, "SHA-256, SHA-384 or SHA-512", name);
        var digest = WireText.Base64(reference.Child(SamlNames.Signature, "DigestValue")!.Text(), SamlRefusal.SignatureShapeWrong);
        // A canonicalizer that gave up signs an empty text, and everybody knows its digest.
        checks.Require(SamlRefusal.DigestEmpty, !digest.AsSpan().SequenceEqual(CryptographicOperations.HashData(algorithm!.Value, [])), "the digest of something", Convert.ToBase64String(digest));
        return (algorithm.Value, digest);
    }

    private static HashAlgorithmName? DigestOf(string? name) => name switch
    {
        SamlNames.Sha256 => HashAlgorithmName.SHA256,
        SamlNames.Sha384 => HashAlgorithmName.SHA384,
        SamlNames.Sha512 => HashAlgorithmName.SHA512,
        _ => null,
    };
}
