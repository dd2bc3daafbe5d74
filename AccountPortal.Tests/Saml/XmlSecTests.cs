using System.Text;
using AccountPortal.Saml;

namespace AccountPortal.Tests.Saml;

/// <summary>Ours and xmlsec1's, both ways: neither reads only its own handwriting.</summary>
public sealed class XmlSecTests : IDisposable
{
    private const string Template =
        """<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI="#_a1"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"><ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="xs"/></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature>""";

    private const string Encryption =
        """<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/><xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedData>""";

    private readonly XmlSec xmlsec = new();

    public void Dispose() => xmlsec.Dispose();

    [Fact]
    public void It_verifies_what_we_sign()
    {
        var request = new AuthnRequest { IssuedAt = FixedClock.Now, Destination = "https://idp.example/sso", Issuer = Answer.PortalId, AcsUrl = Answer.AcsUrl, AuthnContexts = ["urn:a"] };
        var signed = Encoding.UTF8.GetString(Convert.FromBase64String(request.ToPost(Keys.Portal)));
        Assert.True(xmlsec.Verifies(signed, Keys.Portal, "AuthnRequest"));
        Assert.False(xmlsec.Verifies(signed.Change("https://idp.example/sso", "https://evil.example/sso"), Keys.Portal, "AuthnRequest"));
        Assert.False(xmlsec.Verifies(signed, Keys.Attacker, "AuthnRequest"));
        Assert.True(xmlsec.Verifies(MetadataTests.Ours.ToXml(), Keys.Portal, "EntityDescriptor"));
        var logout = new LogoutRequest { IssuedAt = FixedClock.Now, Destination = "https://idp.example/slo", Issuer = Answer.PortalId, NameId = new("ä&<>\"'\r\n\t", "f") };
        Assert.True(xmlsec.Verifies(Encoding.UTF8.GetString(Convert.FromBase64String(logout.ToPost(Keys.Portal))), Keys.Portal, "LogoutRequest"));
    }

    [Fact]
    public void What_it_signs_is_read()
    {
        var signed = Signed();
        Answer.Send(signed).AssertAccepted();
        Answer.Send(signed.Change(Answer.Person, "ceo@acme.example")).AssertRefused(SamlRefusal.SignatureInvalid);
        // Both, the response around the assertion.
        var response = signed.Change("<samlp:Status>", Template.Change("#_a1", "#_r1") + "<samlp:Status>");
        Answer.Send(xmlsec.Sign(response, Keys.Provider, "Response")).AssertAccepted();
    }

    [Theory]
    [InlineData("http://www.w3.org/2009/xmlenc11#aes256-gcm", "aes-256")]
    [InlineData("http://www.w3.org/2009/xmlenc11#aes128-gcm", "aes-128")]
    [InlineData("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "aes-256")]
    [InlineData("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "aes-128")]
    public void What_it_encrypts_is_opened(string algorithm, string sessionKey)
    {
        var assertion = Signed().Between("<saml:Assertion", "</saml:Assertion>");
        var encrypted = xmlsec.Encrypt(Encryption.Change("http://www.w3.org/2009/xmlenc11#aes256-gcm", algorithm), assertion, Keys.Portal, sessionKey);
        var response = Answer.Response.Change(Answer.Assertion, $"<saml:EncryptedAssertion>{encrypted[encrypted.IndexOf("<xenc:EncryptedData", StringComparison.Ordinal)..]}</saml:EncryptedAssertion>");
        Assert.True(Answer.Send(Signer.Sign(response, "_r1")).AssertAccepted().WasEncrypted);
        if (algorithm.EndsWith("gcm", StringComparison.Ordinal))
        {
            Answer.Send(response).AssertAccepted();
        }
    }

    private string Signed() => xmlsec.Sign(Answer.Response.Change("</saml:Issuer><saml:Subject>", $"</saml:Issuer>{Template}<saml:Subject>"), Keys.Provider, "Assertion");
}
