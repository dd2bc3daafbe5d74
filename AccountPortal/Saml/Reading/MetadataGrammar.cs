namespace AccountPortal.Saml.Reading;

/// <summary>
/// Metadata of identity providers (SAML Metadata 2.0) as far as it is read. Products differ in the order of what a role holds, and nothing hangs on
/// it; roles and extensions that nobody here reads may hold what they like.
/// </summary>
internal static class MetadataGrammar
{
    public static readonly Grammar Of = new(MessageGrammar.Signatures +
        """
        md:EntitiesDescriptor ID? Name? validUntil? cacheDuration? = ds:Signature? md:Extensions? md:EntityDescriptor|md:EntitiesDescriptor*
        md:EntityDescriptor ID? entityID validUntil? cacheDuration? = ds:Signature? md:Extensions? md:IDPSSODescriptor|md:SPSSODescriptor|md:RoleDescriptor|md:AuthnAuthorityDescriptor|md:AttributeAuthorityDescriptor|md:PDPDescriptor|md:AffiliationDescriptor|md:Organization|md:ContactPerson|md:AdditionalMetadataLocation*
        md:IDPSSODescriptor ID? protocolSupportEnumeration validUntil? cacheDuration? errorURL? WantAuthnRequestsSigned? = ds:Signature? md:Extensions|md:KeyDescriptor|md:Organization|md:ContactPerson|md:ArtifactResolutionService|md:SingleLogoutService|md:ManageNameIDService|md:NameIDFormat|md:SingleSignOnService|md:NameIDMappingService|md:AssertionIDRequestService|md:AttributeProfile|saml:Attribute*
        md:KeyDescriptor use? = ds:KeyInfo md:EncryptionMethod*
        md:SingleSignOnService Binding Location ResponseLocation? index? isDefault? = #any
        md:SingleLogoutService Binding Location ResponseLocation? index? isDefault? = #any
        md:NameIDFormat = #text
        md:SPSSODescriptor = #any
        md:RoleDescriptor = #any
        md:AuthnAuthorityDescriptor = #any
        md:AttributeAuthorityDescriptor = #any
        md:PDPDescriptor = #any
        md:AffiliationDescriptor = #any
        md:Extensions = #any
        md:Organization = #any
        md:ContactPerson = #any
        md:AdditionalMetadataLocation = #any
        md:ArtifactResolutionService = #any
        md:ManageNameIDService = #any
        md:NameIDMappingService = #any
        md:AssertionIDRequestService = #any
        md:AttributeProfile = #any
        md:EncryptionMethod = #any
        saml:Attribute = #any
        """);
}
