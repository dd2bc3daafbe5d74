namespace AccountPortal.Saml.Setup;

/// <summary>Why metadata was refused, in words for whoever gave it.</summary>
internal static class MetadataWords
{
    private const int LongestGot = 200;

    public static string Of(MetadataOutcome outcome)
    {
        var failed = outcome.Checks.LastOrDefault(check => !check.Passed);
        var words = outcome.Refusal switch
        {
            SamlRefusal.DoctypePresent => "It has a document type, which metadata never needs and attacks do.",
            SamlRefusal.TooLarge or SamlRefusal.TooComplex => "It is larger than what one provider needs. Give the part of this provider alone.",
            SamlRefusal.NotWellFormed or SamlRefusal.EncodingWrong => "It is not XML that can be read. Was it copied in full?",
            SamlRefusal.RootWrong => "It is XML, but not SAML metadata.",
            SamlRefusal.MetadataRoleMissing => "It describes no SAML 2.0 identity provider. Is it the metadata of a service provider, or ours?",
            SamlRefusal.MetadataExpired => "It has expired: the provider has to publish it anew.",
            SamlRefusal.MetadataKeyMissing => "It names no certificate that can be used to sign (RSA of 2,048 bits or more).",
            SamlRefusal.MetadataEndpointMissing => "It names no address for signing in by redirect or post.",
            SamlRefusal.MetadataEndpointInsecure => "An address in it is not https.",
            SamlRefusal.MetadataEntityWrong => "The entity ID that is looked for is not in it.",
            SamlRefusal.SignatureMissing => "It is not signed, and has to be.",
            SamlRefusal.SignatureInvalid => "It is not signed with the certificate that it has to be signed with, or was changed.",
            _ => "It can't be used as metadata.",
        };
        return failed is { Got.Length: > 0 } ? $"{words} ({failed.Name}: {(failed.Got.Length > LongestGot ? failed.Got[..LongestGot] + "…" : failed.Got)})" : words;
    }
}
