using System.Text;
using System.Xml.Linq;
using AccountPortal.Saml;

namespace AccountPortal.Tests.Saml;

/// <summary>An identity provider's metadata: what is taken from it, and what would be dangerous to take.</summary>
public class MetadataTests
{
    private const string Redirect = "<md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"https://idp.example/sso\"/>";
    private const string Post = "<md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Location=\"https://idp.example/sso/post\"/>";
    private const string Logout = "<md:SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"https://idp.example/slo\" ResponseLocation=\"https://idp.example/slo/done\"/>";

    private static readonly MetadataReader Reader = new(new FixedClock());

    private static string Key(string use = " use=\"signing\"", System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null) =>
        $"<md:KeyDescriptor{use}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n{Convert.ToBase64String((certificate ?? Keys.Provider).RawData, Base64FormattingOptions.InsertLineBreaks)}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";

    private static string Role(string content) => $"<md:IDPSSODescriptor WantAuthnRequestsSigned=\"true\" protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:1.1:protocol urn:oasis:names:tc:SAML:2.0:protocol\">{content}</md:IDPSSODescriptor>";

    private static string Entity(string content, string attributes = "", string entityId = Answer.EntityId, string id = "_m1") =>
        $"<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" ID=\"{id}\" entityID=\"{entityId}\"{attributes}>{content}</md:EntityDescriptor>";

    internal static string Right { get; } = Entity(Role(Key() + Logout + "<md:NameIDFormat> urn:oasis:names:tc:SAML:2.0:nameid-format:persistent </md:NameIDFormat>" + Redirect + Post), " validUntil=\"2026-05-11T10:00:00Z\" cacheDuration=\"PT6H\"");

    [Fact]
    public void What_we_need_is_taken_from_it()
    {
        var metadata = Accepted(Right);
        Assert.Equal(Answer.EntityId, metadata.EntityId);
        Assert.Equal(("https://idp.example/sso", "https://idp.example/sso/post"), (metadata.SignInByRedirect!.Location, metadata.SignInByPost!.Location));
        Assert.Equal(("https://idp.example/slo", "https://idp.example/slo/done"), (metadata.LogoutByRedirect!.Location, metadata.LogoutByRedirect.ForResponses));
        Assert.Null(metadata.LogoutByPost);
        Assert.Equal(Keys.Provider.Trusted().Thumbprint, Assert.Single(metadata.Certificates).Thumbprint);
        Assert.Equal([NameIdFormats.Persistent], metadata.NameIdFormats);
        Assert.True(metadata.WantsSignedRequests);
        Assert.Equal((FixedClock.Now.AddDays(7), TimeSpan.FromHours(6)), (metadata.ValidUntil, metadata.CacheDuration));
    }

    [Fact]
    public void Files_with_comments_a_byte_order_mark_and_other_roles_are_read()
    {
        var file = "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- our provider -->\n" + Right.Change("<md:IDPSSODescriptor", "<!-- role --><md:RoleDescriptor xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:fed=\"urn:fed\" xsi:type=\"fed:Service\" protocolSupportEnumeration=\"urn:fed\"><fed:Anything/></md:RoleDescriptor><md:IDPSSODescriptor");
        Accepted(file);
        // A text that a comment splits is not.
        Refused(Right.Change("nameid-format:persistent", "nameid-format:<!-- -->persistent"), SamlRefusal.StructureWrong);
    }

    [Fact]
    public void Keys_without_a_use_are_for_signing_and_those_for_encryption_are_not()
    {
        var keys = Key("") + Key(" use=\"encryption\"", Keys.Attacker) + Key(certificate: Keys.Of("provider's next"));
        Assert.Equal([Keys.Provider.Trusted().Thumbprint, Keys.Of("provider's next").Trusted().Thumbprint], Accepted(Entity(Role(keys + Redirect))).Certificates.Select(key => key.Thumbprint));
        Refused(Entity(Role(Key(" use=\"encryption\"") + Redirect)), SamlRefusal.MetadataKeyMissing);
        Refused(Entity(Role(Redirect)), SamlRefusal.MetadataKeyMissing);
        Refused(Entity(Role("<md:KeyDescriptor><ds:KeyInfo><ds:KeyName>a key</ds:KeyName></ds:KeyInfo></md:KeyDescriptor>" + Redirect)), SamlRefusal.MetadataKeyMissing);
        // A weak one is left out, and alone it is none.
        Assert.Single(Accepted(Entity(Role(Key(certificate: Keys.Of("weak", 1024)) + Key() + Redirect))).Certificates);
        Refused(Entity(Role(Key(certificate: Keys.Of("weak", 1024)) + Redirect)), SamlRefusal.MetadataKeyMissing);
        Refused(Entity(Role(Key().Change("<ds:X509Certificate>", "<ds:X509Certificate>!") + Redirect)), SamlRefusal.MetadataKeyMissing);
    }

    [Theory]
    [InlineData("https://idp.example/sso\"", "http://idp.example/sso\"", SamlRefusal.MetadataEndpointInsecure)]
    [InlineData("https://idp.example/sso\"", "javascript:alert(1)\"", SamlRefusal.MetadataEndpointInsecure)]
    [InlineData("https://idp.example/sso\"", "//idp.example/sso\"", SamlRefusal.MetadataEndpointInsecure)]
    [InlineData("https://idp.example/sso\"", "https://user@idp.example/sso\"", SamlRefusal.MetadataEndpointInsecure)]
    [InlineData("https://idp.example/sso\"", "https://idp.example/sso#x\"", SamlRefusal.MetadataEndpointInsecure)]
    [InlineData("https://idp.example/sso/post\"", "http://idp.example/sso/post\"", SamlRefusal.MetadataEndpointInsecure)]
    [InlineData("https://idp.example/slo\"", "http://idp.example/slo\"", SamlRefusal.MetadataEndpointInsecure)]
    [InlineData("https://idp.example/slo/done\"", "http://idp.example/slo/done\"", SamlRefusal.MetadataEndpointInsecure)]
    [InlineData("urn:oasis:names:tc:SAML:2.0:protocol\">", "urn:oasis:names:tc:SAML:1.0:protocol\">", SamlRefusal.MetadataRoleMissing)]
    [InlineData("validUntil=\"2026-05-11T10:00:00Z\"", "validUntil=\"2026-05-04T10:00:00Z\"", SamlRefusal.MetadataExpired)]
    [InlineData("validUntil=\"2026-05-11T10:00:00Z\"", "validUntil=\"next week\"", SamlRefusal.MetadataExpired)]
    [InlineData("<md:IDPSSODescriptor ", "<md:IDPSSODescriptor validUntil=\"2026-05-04T10:00:00Z\" ", SamlRefusal.MetadataExpired)]
    [InlineData("entityID=\"https://idp.example/saml\"", "entityID=\"\"", SamlRefusal.MetadataEntityWrong)]
    [InlineData("entityID=\"https://idp.example/saml\"", "", SamlRefusal.StructureWrong)]
    [InlineData("<md:IDPSSODescriptor ", "<md:Unknown/><md:IDPSSODescriptor ", SamlRefusal.StructureWrong)]
    [InlineData("<md:EntityDescriptor ", "<!DOCTYPE x []><md:EntityDescriptor ", SamlRefusal.DoctypePresent)]
    [InlineData("<md:EntityDescriptor ", "<?x y?><md:EntityDescriptor ", SamlRefusal.MarkupForbidden)]
    public void Wrong_metadata_is_refused(string from, string to, SamlRefusal refusal)
    {
        Accepted(Right);
        Refused(Right.Change(from, to), refusal);
    }

    [Theory]
    [InlineData("validUntil=\"2026-05-11T10:00:00Z\"", "validUntil=\"2026-05-04T10:00:01Z\"")]
    [InlineData("cacheDuration=\"PT6H\"", "cacheDuration=\"P999999999999999Y\"")]
    [InlineData(Post, "")]
    [InlineData(Redirect, "")]
    [InlineData(Redirect, "<md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:SOAP\" Location=\"http://idp.example/soap\"/>" + Redirect)]
    public void What_the_specification_lets_metadata_have_is_accepted(string from, string to) => Accepted(Right.Change(from, to));

    [Fact]
    public void Metadata_needs_a_sign_in_address_and_a_role()
    {
        Refused(Right.Change(Redirect, "").Change(Post, ""), SamlRefusal.MetadataEndpointMissing);
        Refused(Entity(""), SamlRefusal.MetadataRoleMissing);
        Refused(Entity(Role(Key() + Redirect) + Role(Key() + Redirect)), SamlRefusal.MetadataRoleMissing);
        Refused(Answer.Signed, SamlRefusal.RootWrong);
        Refused(new XElement("x").ToString(), SamlRefusal.RootWrong);
    }

    [Fact]
    public void Of_a_list_one_is_chosen()
    {
        var other = Entity(Role(Key(certificate: Keys.Attacker) + Post), "", "https://other.example", "_m2");
        var service = Entity("<md:SPSSODescriptor/>", "", "https://service.example", "_m3");
        string List(string attributes = "") => $"<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\"{attributes}>{Right}{service}<md:EntitiesDescriptor>{other}</md:EntitiesDescriptor></md:EntitiesDescriptor>";
        var open = Reader.Read(Encoding.UTF8.GetBytes(List()));
        Assert.Equal(SamlRefusal.MetadataEntityWrong, open.Refusal);
        Assert.Equal([Answer.EntityId, "https://other.example"], open.EntityIds);
        Assert.Equal("https://other.example", Reader.Read(Encoding.UTF8.GetBytes(List()), "https://other.example").Metadata!.EntityId);
        Assert.Equal(SamlRefusal.MetadataEntityWrong, Reader.Read(Encoding.UTF8.GetBytes(List()), "https://service.example").Refusal);
        Assert.Equal(SamlRefusal.MetadataExpired, Reader.Read(Encoding.UTF8.GetBytes(List(" validUntil=\"2026-05-04T09:00:00Z\"")), "https://other.example").Refusal);
        // The same entity twice is no choice.
        var twice = List().Change("https://other.example", Answer.EntityId);
        Assert.Equal(SamlRefusal.MetadataEntityWrong, Reader.Read(Encoding.UTF8.GetBytes(twice), Answer.EntityId).Refusal);
    }

    [Fact]
    public void With_a_pinned_certificate_only_what_it_signed_is_read()
    {
        var signed = Signer.Sign(Right, "_m1", new() { Key = Keys.Of("federation") });
        // Metadata has no issuer: the signature comes first.
        IReadOnlyList<TrustedCertificate> pinned = [Keys.Of("federation").Trusted()];
        Assert.Null(Reader.Read(Encoding.UTF8.GetBytes(signed), pinned: pinned).Refusal);
        Assert.Equal(SamlRefusal.SignatureMissing, Reader.Read(Encoding.UTF8.GetBytes(Right), pinned: pinned).Refusal);
        Assert.Equal(SamlRefusal.SignatureInvalid, Reader.Read(Encoding.UTF8.GetBytes(signed.Change("https://idp.example/sso\"", "https://evil.example/sso\"")), pinned: pinned).Refusal);
        Assert.Equal(SamlRefusal.SignatureInvalid, Reader.Read(Encoding.UTF8.GetBytes(Signer.Sign(Right, "_m1")), pinned: pinned).Refusal);
        var nameless = signed.Change(" ID=\"_m1\"", "").Change("URI=\"#_m1\"", "URI=\"#\"");
        Assert.Equal(SamlRefusal.SignatureReferenceWrong, Reader.Read(Encoding.UTF8.GetBytes(nameless), pinned: pinned).Refusal);
        Assert.Equal(SamlRefusal.NoTrustedCertificate, Reader.Read(Encoding.UTF8.GetBytes(signed), pinned: []).Refusal);
    }

    [Fact]
    public void Our_own_metadata_names_both_certificates_for_both_uses()
    {
        XNamespace md = "urn:oasis:names:tc:SAML:2.0:metadata";
        XNamespace ds = "http://www.w3.org/2000/09/xmldsig#";
        var root = XElement.Parse(Ours.ToXml());
        Assert.Equal(Answer.PortalId, root.Attribute("entityID")!.Value);
        Assert.Equal(ds + "Signature", root.Elements().First().Name);
        var role = root.Element(md + "SPSSODescriptor")!;
        Assert.Equal(("true", "true"), (role.Attribute("AuthnRequestsSigned")!.Value, role.Attribute("WantAssertionsSigned")!.Value));
        string[] certificates = [Convert.ToBase64String(Keys.Portal.RawData), Convert.ToBase64String(Keys.NextPortal.RawData)];
        foreach (var use in new[] { "signing", "encryption" })
        {
            Assert.Equal(certificates, role.Elements(md + "KeyDescriptor").Where(key => key.Attribute("use")!.Value == use).Select(key => key.Descendants(ds + "X509Certificate").Single().Value));
        }

        Assert.All(role.Elements(md + "KeyDescriptor").Where(key => key.Attribute("use")!.Value == "encryption"), key => Assert.Contains(key.Elements(md + "EncryptionMethod"), method => method.Attribute("Algorithm")!.Value.EndsWith("aes256-gcm", StringComparison.Ordinal)));
        var acs = role.Element(md + "AssertionConsumerService")!;
        Assert.Equal((Answer.AcsUrl, "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"), (acs.Attribute("Location")!.Value, acs.Attribute("Binding")!.Value));
        Assert.Equal(2, role.Elements(md + "SingleLogoutService").Count(service => service.Attribute("Location")!.Value == Answer.LogoutUrl));
        // A logout address only where there is one.
        Assert.Empty(XElement.Parse((Ours with { LogoutUrl = null }).ToXml()).Descendants(md + "SingleLogoutService"));
    }

    internal static ServiceProviderMetadata Ours => new() { EntityId = Answer.PortalId, AcsUrl = Answer.AcsUrl, LogoutUrl = Answer.LogoutUrl, Certificates = [Keys.Portal, Keys.NextPortal] };

    private static ProviderMetadata Accepted(string xml)
    {
        var outcome = Reader.Read(Encoding.UTF8.GetBytes(xml));
        Assert.True(outcome.Refusal is null, $"{outcome.Refusal}: {outcome.Checks[^1]} {outcome.Fault}");
        return outcome.Metadata!;
    }

    private static void Refused(string xml, SamlRefusal refusal)
    {
        var outcome = Reader.Read(Encoding.UTF8.GetBytes(xml));
        Assert.True(outcome.Refusal == refusal, $"Expected {refusal}, got {outcome.Refusal?.ToString() ?? "metadata"}: {outcome.Checks[^1]} {outcome.Fault}");
        Assert.Null(outcome.Metadata);
    }
}
