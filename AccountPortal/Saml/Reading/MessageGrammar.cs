namespace AccountPortal.Saml.Reading;

/// <summary>
/// The messages that a service provider receives, as far as the checks go on to look at them: SAML Core 2.0 (assertions 2, protocols 3), XML
/// Signature with exactly what SAML needs (Core 5.4), XML Encryption without anything that refers elsewhere. What has a check of its own (a missing
/// Destination, a second assertion in its place) is left to it, so that the refusal names it.
/// </summary>
internal static class MessageGrammar
{
    public const string Signatures =
        """
        ds:Signature Id? = ds:SignedInfo ds:SignatureValue ds:KeyInfo?
        ds:SignedInfo Id? = ds:CanonicalizationMethod ds:SignatureMethod ds:Reference
        ds:CanonicalizationMethod Algorithm = ec:InclusiveNamespaces?
        ds:SignatureMethod Algorithm =
        ds:Reference URI Id? = ds:Transforms ds:DigestMethod ds:DigestValue
        ds:Transforms = ds:Transform*
        ds:Transform Algorithm = ec:InclusiveNamespaces?
        ec:InclusiveNamespaces PrefixList =
        ds:DigestMethod Algorithm =
        ds:DigestValue = #text
        ds:SignatureValue Id? = #text
        ds:KeyInfo Id? = #key

        """;

    public static readonly Grammar Of = new(Signatures +
        """
        samlp:Response ID Version IssueInstant Destination? InResponseTo? Consent? = saml:Issuer? ds:Signature? samlp:Extensions? samlp:Status saml:Assertion|saml:EncryptedAssertion*
        samlp:LogoutResponse ID Version IssueInstant Destination? InResponseTo? Consent? = saml:Issuer? ds:Signature? samlp:Extensions? samlp:Status
        samlp:LogoutRequest ID Version IssueInstant Destination? Consent? NotOnOrAfter? Reason? = saml:Issuer? ds:Signature? samlp:Extensions? saml:NameID samlp:SessionIndex*
        samlp:Extensions = #foreign
        samlp:Status = samlp:StatusCode samlp:StatusMessage? samlp:StatusDetail?
        samlp:StatusCode Value = samlp:StatusCode?
        samlp:StatusMessage = #text
        samlp:StatusDetail = #foreign
        samlp:SessionIndex = #text
        saml:Issuer NameQualifier? SPNameQualifier? Format? SPProvidedID? = #text
        saml:NameID NameQualifier? SPNameQualifier? Format? SPProvidedID? = #text
        saml:Assertion ID Version IssueInstant = saml:Issuer ds:Signature? saml:Subject? saml:Conditions? saml:Advice? saml:AuthnStatement|saml:AttributeStatement*
        saml:Advice = #foreign
        saml:Subject = saml:NameID? saml:SubjectConfirmation*
        saml:SubjectConfirmation Method = saml:NameID? saml:SubjectConfirmationData?
        saml:SubjectConfirmationData NotBefore? NotOnOrAfter? Recipient? InResponseTo? Address? = ds:KeyInfo*
        saml:Conditions NotBefore? NotOnOrAfter? = saml:AudienceRestriction|saml:OneTimeUse|saml:ProxyRestriction*
        saml:AudienceRestriction = saml:Audience+
        saml:Audience = #text
        saml:OneTimeUse =
        saml:ProxyRestriction Count? = saml:Audience*
        saml:AuthnStatement AuthnInstant SessionIndex? SessionNotOnOrAfter? = saml:SubjectLocality? saml:AuthnContext
        saml:SubjectLocality Address? DNSName? =
        saml:AuthnContext = saml:AuthnContextClassRef? saml:AuthnContextDecl|saml:AuthnContextDeclRef? saml:AuthenticatingAuthority*
        saml:AuthnContextClassRef = #text
        saml:AuthnContextDecl = #foreign
        saml:AuthnContextDeclRef = #text
        saml:AuthenticatingAuthority = #text
        saml:AttributeStatement = saml:Attribute*
        saml:Attribute Name NameFormat? FriendlyName? = saml:AttributeValue*
        saml:AttributeValue = #text
        saml:EncryptedAssertion = xenc:EncryptedData xenc:EncryptedKey?
        xenc:EncryptedData Id? Type? MimeType? = xenc:EncryptionMethod ds:KeyInfo? xenc:CipherData
        xenc:EncryptedData>ds:KeyInfo Id? = xenc:EncryptedKey?
        xenc:EncryptedKey Id? Recipient? = xenc:EncryptionMethod ds:KeyInfo? xenc:CipherData xenc:ReferenceList?
        xenc:EncryptionMethod Algorithm = ds:DigestMethod? xenc11:MGF?
        xenc11:MGF Algorithm =
        xenc:CipherData = xenc:CipherValue
        xenc:CipherValue = #text
        xenc:ReferenceList = xenc:DataReference+
        xenc:DataReference URI =
        """);
}
