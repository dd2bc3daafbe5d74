namespace AccountPortal.Saml.Setup;

/// <summary>The products that the pages know the words of.</summary>
public static class SamlProducts
{
    private const string Claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

    public static readonly SamlProduct Other = new("other", "Another product")
    {
        OursAt = "Where it registers a service provider (or relying party, or application)",
        AcsLabel = "Assertion consumer service (ACS) URL, HTTP-POST",
        EntityIdLabel = "Entity ID, or audience",
        LogoutLabel = "Single logout URL",
        CertificateLabel = "Service provider certificate",
        TakesMetadata = true,
        TheirsAt = "Look for \"metadata\", as an address or a file",
    };

    public static IReadOnlyList<SamlProduct> All { get; } =
    [
        new("okta", "Okta")
        {
            OursAt = "Applications › Create App Integration › SAML 2.0 › Configure SAML",
            AcsLabel = "Single sign-on URL",
            EntityIdLabel = "Audience URI (SP Entity ID)",
            LogoutLabel = "Single Logout URL",
            CertificateLabel = "Signature Certificate",
            TheirsAt = "The application › Sign On › SAML 2.0 › Metadata URL",
            MetadataUrlExample = "https://acme.okta.com/app/exk1a2b3c/sso/saml/metadata",
            Notes =
            [
                "Attribute Statements: email = user.email, firstName = user.firstName, lastName = user.lastName.",
                "Group Attribute Statements: groups, with a filter for the groups that matter here.",
                "To have our requests verified: Show Advanced Settings, upload the Signature Certificate, tick Signed Requests.",
            ],
        },
        new("entra", "Microsoft Entra ID")
        {
            OursAt = "Enterprise applications › New application › Create your own › Single sign-on › SAML › Basic SAML Configuration",
            AcsLabel = "Reply URL (Assertion Consumer Service URL)",
            EntityIdLabel = "Identifier (Entity ID)",
            LogoutLabel = "Logout Url",
            CertificateLabel = "Verification certificate",
            TakesMetadata = true,
            TheirsAt = "Single sign-on › SAML Certificates › App Federation Metadata Url",
            MetadataUrlExample = "https://login.microsoftonline.com/<tenant>/federationmetadata/2007-06/federationmetadata.xml?appid=<app>",
            NameIdFormat = NameIdFormats.Persistent,
            Mapping = new()
            {
                AccountKey = "http://schemas.microsoft.com/identity/claims/objectidentifier",
                Email = Claims + "emailaddress",
                FirstName = Claims + "givenname",
                LastName = Claims + "surname",
                Groups = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
            },
            Notes =
            [
                "Upload metadata file, at the top of the page, fills in everything at once.",
                "Assign the people and groups who may come in under Users and groups.",
                "For groups: Attributes & Claims › Add a group claim › Groups assigned to the application.",
            ],
        },
        new("google", "Google Workspace")
        {
            OursAt = "Apps › Web and mobile apps › Add app › Add custom SAML app › Service provider details",
            AcsLabel = "ACS URL",
            EntityIdLabel = "Entity ID",
            CertificateLabel = "(Google asks for no certificate)",
            TheirsAt = "Google Identity Provider details › Download metadata. Google has no address for it: upload the file here",
            Mapping = new() { Email = "email", FirstName = "firstName", LastName = "lastName", Groups = "groups" },
            Notes =
            [
                "Leave Signed response unticked: then the assertion itself is signed.",
                "Name ID: Primary email. Attribute mapping: Primary email as email, First name as firstName, Last name as lastName.",
                "Turn the app on for the people who may come in (User access).",
            ],
        },
        new("adfs", "AD FS")
        {
            OursAt = "Relying Party Trusts › Add Relying Party Trust › Claims aware › Import data published online",
            AcsLabel = "Relying party SAML 2.0 SSO service URL",
            EntityIdLabel = "Relying party trust identifier",
            LogoutLabel = "SAML Logout endpoint",
            CertificateLabel = "Signature certificate",
            TakesMetadata = true,
            TheirsAt = "Published by the farm itself",
            MetadataUrlExample = "https://adfs.acme.example/FederationMetadata/2007-06/FederationMetadata.xml",
            Mapping = new() { Email = Claims + "emailaddress", FirstName = Claims + "givenname", LastName = Claims + "surname", Groups = "http://schemas.xmlsoap.org/claims/Group" },
            Notes =
            [
                "Federation metadata address: our metadata address below.",
                "Claim issuance policy: send E-Mail-Addresses, Given-Name and Surname as claims, and one that never changes (objectGUID) as Name ID.",
            ],
        },
        new("keycloak", "Keycloak")
        {
            OursAt = "Clients › Import client (our metadata), or Create client › SAML",
            AcsLabel = "Assertion Consumer Service POST Binding URL",
            EntityIdLabel = "Client ID",
            LogoutLabel = "Logout Service Redirect Binding URL",
            CertificateLabel = "Keys › Signing keys config",
            TakesMetadata = true,
            TheirsAt = "Realm settings › General › SAML 2.0 Identity Provider Metadata",
            MetadataUrlExample = "https://sso.acme.example/realms/acme/protocol/saml/descriptor",
            NameIdFormat = NameIdFormats.Persistent,
            Notes =
            [
                "Turn Sign assertions on.",
                "Client scopes › the dedicated one › Add mapper › User Property: email, firstName, lastName under these names; Group list as groups.",
            ],
        },
        Other,
    ];

    /// <summary>The product of that id; <see cref="Other"/> for none and for one that nobody knows.</summary>
    public static SamlProduct Of(string? id) => All.FirstOrDefault(product => product.Id == id) ?? Other;
}
