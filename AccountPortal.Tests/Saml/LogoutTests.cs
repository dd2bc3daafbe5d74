using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AccountPortal.Saml;

namespace AccountPortal.Tests.Saml;

/// <summary>Logout by both bindings: always signed, by the provider of the path, in whatever shape it comes.</summary>
public class LogoutTests
{
    internal const string Request =
        $"""<samlp:LogoutRequest {Answer.Namespaces} ID="_l1" Version="2.0" IssueInstant="2026-05-04T10:00:00Z" Destination="{Answer.LogoutUrl}" NotOnOrAfter="2026-05-04T10:05:00Z"><saml:Issuer>{Answer.EntityId}</saml:Issuer><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress" NameQualifier="n" SPNameQualifier="s">{Answer.Person}</saml:NameID><samlp:SessionIndex>_s1</samlp:SessionIndex><samlp:SessionIndex>_s2</samlp:SessionIndex></samlp:LogoutRequest>""";

    private const string Response =
        $"""<samlp:LogoutResponse {Answer.Namespaces} ID="_l2" Version="2.0" IssueInstant="2026-05-04T10:00:00Z" Destination="{Answer.LogoutUrl}" InResponseTo="{Answer.RequestId}"><saml:Issuer>{Answer.EntityId}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success" /></samlp:Status></samlp:LogoutResponse>""";

    internal static readonly ExpectedLogout Expected = new() { Issuer = Answer.EntityId, LogoutUrl = Answer.LogoutUrl, Certificates = [Keys.Provider.Trusted()] };
    private static readonly LogoutReader Reader = new(new FixedClock());

    [Fact]
    public void A_signed_request_is_read_by_either_binding()
    {
        foreach (var outcome in new[] { Posted(Signer.Sign(Request, "_l1")), Redirected(Query(Request)) })
        {
            var logout = Accepted(outcome);
            Assert.Equal(("_l1", "state"), (logout.Id, logout.RelayState));
            Assert.Equal(new NameId(Answer.Person, NameIdFormats.EmailAddress, "n", "s"), logout.NameId);
            Assert.Equal(["_s1", "_s2"], logout.SessionIndexes);
            // Five minutes on its way and a minute's skew on both sides.
            Assert.Equal(FixedClock.Now.AddMinutes(7), logout.KeepUntil);
        }
    }

    [Theory]
    [InlineData("ID=\"_l1\" Version=\"2.0\"", "ID=\"_l1\" Version=\"2.1\"", SamlRefusal.VersionWrong)]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00Z\"", "IssueInstant=\"2026-05-04T09:53:59Z\"", SamlRefusal.IssueInstantWrong)]
    [InlineData("Destination=\"https://portal.example/saml/acme/logout\"", "Destination=\"https://portal.example/saml/other/logout\"", SamlRefusal.DestinationWrong)]
    [InlineData("Destination=\"https://portal.example/saml/acme/logout\"", "", SamlRefusal.DestinationWrong)]
    [InlineData("<saml:Issuer>https://idp.example/saml</saml:Issuer>", "", SamlRefusal.IssuerWrong)]
    [InlineData("<saml:Issuer>https://idp.example/saml", "<saml:Issuer>https://other.example/saml", SamlRefusal.IssuerWrong)]
    [InlineData("NotOnOrAfter=\"2026-05-04T10:05:00Z\"", "NotOnOrAfter=\"2026-05-04T09:59:00Z\"", SamlRefusal.LogoutExpired)]
    [InlineData("NotOnOrAfter=\"2026-05-04T10:05:00Z\"", "NotOnOrAfter=\"\"", SamlRefusal.LogoutExpired)]
    [InlineData(">ada@acme.example<", "><", SamlRefusal.SubjectWrong)]
    [InlineData("<samlp:SessionIndex>", "<saml:Assertion/><samlp:SessionIndex>", SamlRefusal.AssertionCountWrong)]
    public void A_wrong_request_is_refused_by_either_binding(string from, string to, SamlRefusal refusal)
    {
        Refused(Posted(Signer.Sign(Request.Change(from, to), "_l1")), refusal);
        Refused(Redirected(Query(Request.Change(from, to))), refusal);
    }

    [Fact]
    public void A_request_without_a_right_signature_is_refused()
    {
        Refused(Posted(Request), SamlRefusal.SignatureMissing);
        Refused(Posted(Signer.Sign(Request, "_l1", new() { Key = Keys.Attacker, KeyInfo = Keys.Attacker })), SamlRefusal.SignatureInvalid);
        Refused(Posted(Signer.Sign(Request, "_l1").Change(Answer.Person, "ceo@acme.example")), SamlRefusal.SignatureInvalid);
        // What the provider signed for a sign-in vouches for no logout.
        var assertion = Answer.Signed.Between("<saml:Assertion", "</saml:Assertion>");
        Refused(Posted(Request.Change("<saml:NameID", $"<samlp:Extensions>{assertion}</samlp:Extensions><saml:NameID")), SamlRefusal.ExtensionContentForbidden);
        Refused(Posted(Request.Change("<saml:NameID", assertion.Between("<Signature", "</Signature>") + "<saml:NameID")), SamlRefusal.SignatureReferenceWrong);
        Refused(Posted(Answer.Signed), SamlRefusal.RootWrong);
        Refused(Reader.ReadRequest(Answer.Form(("SAMLRequest", Base64(Signer.Sign(Request, "_l1")))), Expected with { Certificates = [] }), SamlRefusal.NoTrustedCertificate);
        Refused(Reader.ReadRequest(Query(Request), Expected with { Certificates = [] }), SamlRefusal.NoTrustedCertificate);
    }

    public static TheoryData<string, string, SamlRefusal> Queries
    {
        get
        {
            var right = Query(Request);
            var other = Query(Request.Change(Answer.Person, "ceo@acme.example"))[1..].Split('&')[0];
            var message = right[1..].Split('&')[0];
            return new()
            {
                { "no signature", right[..right.IndexOf("&SigAlg", StringComparison.Ordinal)], SamlRefusal.RedirectSignatureMissing },
                { "a signature without its algorithm", right.Without("SigAlg", "&"), SamlRefusal.RedirectSignatureMissing },
                { "an algorithm without a signature", right[..right.IndexOf("&Signature", StringComparison.Ordinal)], SamlRefusal.RedirectSignatureMissing },
                { "SHA-1", Query(Request, algorithm: "http://www.w3.org/2000/09/xmldsig#rsa-sha1"), SamlRefusal.RedirectAlgorithmForbidden },
                { "HMAC", Query(Request, algorithm: "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"), SamlRefusal.RedirectAlgorithmForbidden },
                { "an attacker's key", Query(Request, Keys.Attacker), SamlRefusal.RedirectSignatureInvalid },
                { "another message", right.Change(message, other), SamlRefusal.RedirectSignatureInvalid },
                { "another RelayState", right.Change("RelayState=state", "RelayState=stale"), SamlRefusal.RedirectSignatureInvalid },
                { "a RelayState taken away", right.Change("&RelayState=state", ""), SamlRefusal.RedirectSignatureInvalid },
                { "another algorithm", right.Change("rsa-sha256", "rsa-sha512"), SamlRefusal.RedirectSignatureInvalid },
                { "encoded anew", right.Change("%2B", "%2b"), SamlRefusal.RedirectSignatureInvalid },
                { "the message twice", right + "&" + other, SamlRefusal.RedirectQueryWrong },
                { "the message twice, the other first", $"?{other}&{right[1..]}", SamlRefusal.RedirectQueryWrong },
                { "an answer besides", right + "&SAMLResponse=x", SamlRefusal.RedirectQueryWrong },
                { "an answer instead", right.Change("SAMLRequest=", "SAMLResponse="), SamlRefusal.RedirectQueryWrong },
                { "a name that only looks like one", $"?x{other}&{right[1..]}", SamlRefusal.RedirectQueryWrong },
                { "another case", $"?{other.Change("SAMLRequest", "samlrequest")}&{right[1..]}", SamlRefusal.RedirectQueryWrong },
                { "an encoded name", $"?{other.Change("SAMLRequest", "SAML%52equest")}&{right[1..]}", SamlRefusal.RedirectQueryWrong },
                { "RelayState twice", right + "&RelayState=x", SamlRefusal.RedirectQueryWrong },
                { "nothing", "", SamlRefusal.RedirectQueryWrong },
                { "a long RelayState", Query(Request, relayState: new string('r', 81)), SamlRefusal.RelayStateTooLong },
                { "another compression", right + "&SAMLEncoding=gzip", SamlRefusal.CompressionWrong },
                { "bytes behind the message", Query(Request, trailing: 1), SamlRefusal.CompressionWrong },
                { "blanks in the message", Query(Request, blanks: "%20"), SamlRefusal.Base64Wrong },
                { "a plus that was not encoded", Query(Request, blanks: "+"), SamlRefusal.Base64Wrong },
                { "no compression", Query(Request, isDeflated: false), SamlRefusal.CompressionWrong },
                { "a megabyte of zeros in a kilobyte", Query(new string('\0', 1_000_000)), SamlRefusal.TooLarge },
                { "a gigabyte of zeros", Query(Bomb()), SamlRefusal.TooLarge },
                { "a query without end", right + "&x=" + new string('x', 70_000), SamlRefusal.TooLarge },
                { "a signature that is no base64", right + "!", SamlRefusal.RedirectSignatureInvalid },
                { "a signature in the message as well", Query(Signer.Sign(Request, "_l1")), SamlRefusal.SignaturePositionWrong },
                { "an answer as the request", Query(Response), SamlRefusal.RootWrong },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_wrong_query_is_refused(string what, string query, SamlRefusal refusal)
    {
        Assert.NotEqual("", what);
        Refused(Redirected(query), refusal);
    }

    [Fact]
    public void The_order_of_the_query_and_what_others_add_to_it_do_not_matter()
    {
        var pairs = Query(Request)[1..].Split('&');
        Accepted(Redirected("?" + string.Join('&', pairs.Reverse())));
        Accepted(Redirected(Query(Request) + "&client-request-id=1&flag"));
        Accepted(Redirected(Query(Request) + "&SAMLEncoding=" + Uri.EscapeDataString("urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE")));
        Accepted(Redirected(Query(Request, relayState: null)));
        Accepted(Redirected(Query(Request, algorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512")));
    }

    [Fact]
    public void An_answer_counts_for_the_request_that_is_pending_and_no_other()
    {
        foreach (var read in new Func<string?, LogoutOutcome<ReceivedLogoutAnswer>>[]
        {
            pending => Reader.ReadAnswer(Answer.Form(("SAMLResponse", Base64(Signer.Sign(Response, "_l2")))), Expected, pending),
            pending => Reader.ReadAnswer(Query(Response, field: "SAMLResponse"), Expected, pending),
        })
        {
            Assert.True(Accepted(read(Answer.RequestId)).Status.IsSuccess);
            Refused(read("_other"), SamlRefusal.InResponseToWrong);
            Refused(read(null), SamlRefusal.InResponseToWrong);
        }

        Refused(Reader.ReadAnswer(Answer.Form(("SAMLResponse", Base64(Response))), Expected, Answer.RequestId), SamlRefusal.SignatureMissing);
        var partial = Response.Change("status:Success", "status:Responder");
        Assert.False(Accepted(Reader.ReadAnswer(Query(partial, field: "SAMLResponse"), Expected, Answer.RequestId)).Status.IsSuccess);
        var none = Response.Change($" InResponseTo=\"{Answer.RequestId}\"", "");
        Refused(Reader.ReadAnswer(Query(none, field: "SAMLResponse"), Expected, null), SamlRefusal.InResponseToWrong);
    }

    [Fact]
    public void What_we_write_is_read()
    {
        var request = new LogoutRequest { IssuedAt = FixedClock.Now, Destination = Answer.LogoutUrl, Issuer = Answer.EntityId, NameId = new("a&b", "f", "n", "s"), SessionIndexes = ["1", "2"] };
        var posted = Accepted(Reader.ReadRequest(Answer.Form(("SAMLRequest", request.ToPost(Keys.Provider))), Expected));
        var redirected = Accepted(Reader.ReadRequest(new Uri(request.ToRedirect(Keys.Provider, "x y")).Query, Expected));
        Assert.Equal((request.NameId, request.Id, null), (posted.NameId, posted.Id, posted.RelayState));
        Assert.Equal((request.NameId, request.Id, "x y"), (redirected.NameId, redirected.Id, redirected.RelayState));
        Assert.Equal(request.SessionIndexes, posted.SessionIndexes);
        foreach (var isSuccess in new[] { true, false })
        {
            var answer = new LogoutResponse { IssuedAt = FixedClock.Now, Destination = Answer.LogoutUrl, Issuer = Answer.EntityId, InResponseTo = "_x", IsSuccess = isSuccess };
            Assert.Equal("SAMLResponse", answer.Field);
            Assert.Equal(isSuccess, Accepted(Reader.ReadAnswer(Answer.Form(("SAMLResponse", answer.ToPost(Keys.Provider))), Expected, "_x")).Status.IsSuccess);
            Assert.Equal(isSuccess, Accepted(Reader.ReadAnswer(new Uri(answer.ToRedirect(Keys.Provider, null)).Query, Expected, "_x")).Status.IsSuccess);
        }
    }

    /// <summary>A redirect's query as a provider builds it.</summary>
    internal static string Query(string xml, X509Certificate2? key = null, string? relayState = "state", string algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", string field = "SAMLRequest", int trailing = 0, bool isDeflated = true, string blanks = "") =>
        Query([.. isDeflated ? Deflated(Encoding.UTF8.GetBytes(xml)) : Encoding.UTF8.GetBytes(xml), .. new byte[trailing]], key, relayState, algorithm, field, blanks);

    private static string Query(byte[] packed, X509Certificate2? key = null, string? relayState = "state", string algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", string field = "SAMLRequest", string blanks = "")
    {
        var query = $"{field}={blanks}{Uri.EscapeDataString(Convert.ToBase64String(packed))}{(relayState is null ? "" : $"&RelayState={Uri.EscapeDataString(relayState)}")}&SigAlg={Uri.EscapeDataString(algorithm)}";
        using var rsa = (key ?? Keys.Provider).GetRSAPrivateKey();
        var hash = algorithm.EndsWith("512", StringComparison.Ordinal) ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;
        return $"?{query}&Signature={Uri.EscapeDataString(Convert.ToBase64String(rsa!.SignData(Encoding.ASCII.GetBytes(query), hash, RSASignaturePadding.Pkcs1)))}";
    }

    private static byte[] Deflated(ReadOnlySpan<byte> bytes)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.SmallestSize))
        {
            deflate.Write(bytes);
        }

        return output.ToArray();
    }

    /// <summary>As many zeros as the query has room for.</summary>
    private static byte[] Bomb() => Deflated(new byte[40_000_000]);

    private static string Base64(string xml) => Convert.ToBase64String(Encoding.UTF8.GetBytes(xml));

    private static LogoutOutcome<ReceivedLogout> Posted(string xml) => Reader.ReadRequest(Answer.Form(("SAMLRequest", Base64(xml)), ("RelayState", "state")), Expected);

    private static LogoutOutcome<ReceivedLogout> Redirected(string query) => Reader.ReadRequest(query, Expected);

    private static T Accepted<T>(LogoutOutcome<T> outcome)
        where T : class
    {
        Assert.True(outcome.Refusal is null, $"{outcome.Refusal}: {outcome.Checks[^1]} {outcome.Fault}");
        Assert.All(outcome.Checks, check => Assert.True(check.Passed));
        return outcome.Message!;
    }

    private static void Refused<T>(LogoutOutcome<T> outcome, SamlRefusal refusal)
        where T : class
    {
        Assert.True(outcome.Refusal == refusal, $"Expected {refusal}, got {outcome.Refusal?.ToString() ?? "a message"}: {outcome.Checks[^1]} {outcome.Fault}");
        Assert.Null(outcome.Message);
    }
}
