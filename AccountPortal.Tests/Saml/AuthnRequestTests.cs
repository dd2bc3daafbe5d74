using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;
using AccountPortal.Saml;
using Microsoft.AspNetCore.WebUtilities;

namespace AccountPortal.Tests.Saml;

/// <summary>What we send, read by other code than ours.</summary>
public class AuthnRequestTests
{
    private static readonly XNamespace Protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
    private static readonly XNamespace Assertions = "urn:oasis:names:tc:SAML:2.0:assertion";

    private static readonly AuthnRequest Request = new() { IssuedAt = FixedClock.Now, Destination = "https://idp.example/sso", Issuer = Answer.PortalId, AcsUrl = Answer.AcsUrl };

    [Fact]
    public void It_asks_for_an_answer_by_POST_at_our_address()
    {
        var root = XElement.Parse(Request.ToText());
        Assert.Equal(Protocol + "AuthnRequest", root.Name);
        string[] attributes = ["ID", "Version", "IssueInstant", "Destination", "ProtocolBinding", "AssertionConsumerServiceURL"];
        Assert.Equal(
            [Request.Id, "2.0", "2026-05-04T10:00:00Z", "https://idp.example/sso", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", Answer.AcsUrl],
            attributes.Select(name => root.Attribute(name)?.Value));
        Assert.Equal([Assertions + "Issuer", Protocol + "NameIDPolicy"], root.Elements().Select(element => element.Name));
        Assert.Equal(Answer.PortalId, root.Element(Assertions + "Issuer")!.Value);
        Assert.Null(root.Attribute("ForceAuthn"));
        Assert.Matches("^_[0-9a-f]{40}$", Request.Id);
        Assert.NotEqual((Request with { Id = new AuthnRequest { IssuedAt = default, Destination = "", Issuer = "", AcsUrl = "" }.Id }).Id, Request.Id);
    }

    [Fact]
    public void It_asks_for_what_the_administrator_chose_in_the_order_of_the_schema()
    {
        var root = XElement.Parse((Request with
        {
            ForceAuthn = true,
            NameIdFormat = NameIdFormats.Persistent,
            AuthnContexts = ["urn:a", "urn:b"],
            Subject = new("<ada>&co", NameIdFormats.EmailAddress),
        }).ToText());
        Assert.Equal("true", root.Attribute("ForceAuthn")!.Value);
        Assert.Equal([Assertions + "Issuer", Assertions + "Subject", Protocol + "NameIDPolicy", Protocol + "RequestedAuthnContext"], root.Elements().Select(element => element.Name));
        Assert.Equal("<ada>&co", root.Element(Assertions + "Subject")!.Element(Assertions + "NameID")!.Value);
        Assert.Equal(NameIdFormats.Persistent, root.Element(Protocol + "NameIDPolicy")!.Attribute("Format")!.Value);
        Assert.Equal(["urn:a", "urn:b"], root.Element(Protocol + "RequestedAuthnContext")!.Elements(Assertions + "AuthnContextClassRef").Select(element => element.Value));
        Assert.Equal("exact", root.Element(Protocol + "RequestedAuthnContext")!.Attribute("Comparison")!.Value);
    }

    [Fact]
    public void By_redirect_the_signature_covers_the_octets_of_the_query()
    {
        var address = new Uri(Request.ToRedirect(Keys.Portal, "state with blank & more"));
        Assert.Equal("https://idp.example/sso", address.GetLeftPart(UriPartial.Path));
        var raw = address.Query[1..];
        Assert.Equal(["SAMLRequest", "RelayState", "SigAlg", "Signature"], raw.Split('&').Select(pair => pair.Split('=')[0]));
        var query = QueryHelpers.ParseQuery(raw);
        Assert.Equal("state with blank & more", query["RelayState"]);
        using var key = Keys.Portal.GetRSAPublicKey();
        var octets = Encoding.ASCII.GetBytes(raw[..raw.IndexOf("&Signature=", StringComparison.Ordinal)]);
        Assert.True(key!.VerifyData(octets, Convert.FromBase64String(query["Signature"]!), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var inflate = new DeflateStream(new MemoryStream(Convert.FromBase64String(query["SAMLRequest"]!)), CompressionMode.Decompress);
        Assert.Equal(Request.Id, XElement.Load(inflate).Attribute("ID")!.Value);
    }

    [Fact]
    public void An_address_with_a_query_of_its_own_keeps_it()
    {
        var request = Request with { Destination = "https://idp.example/sso?tenant=1" };
        Assert.StartsWith("https://idp.example/sso?tenant=1&SAMLRequest=", request.ToRedirect(null, null), StringComparison.Ordinal);
        Assert.DoesNotContain("SigAlg", request.ToRedirect(null, null), StringComparison.Ordinal);
        Assert.DoesNotContain("RelayState", request.ToRedirect(null, null), StringComparison.Ordinal);
    }

    [Fact]
    public void By_POST_the_signature_is_inside_right_after_the_issuer()
    {
        var root = XElement.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(Request.ToPost(Keys.Portal))));
        Assert.Equal(["Issuer", "Signature", "NameIDPolicy"], root.Elements().Select(element => element.Name.LocalName));
        Assert.Equal("SAMLRequest", Request.Field);
        Assert.Equal(Request.ToText(), Encoding.UTF8.GetString(Convert.FromBase64String(Request.ToPost(null))));
    }
}
