using AccountPortal.Saml;
using System.Text;

namespace AccountPortal.Tests.Saml;

/// <summary>A right answer, in the ways in which products write it, and every way in which its head can be wrong.</summary>
public class ResponseReaderTests
{
    [Fact]
    public void A_right_answer_gives_the_assertion()
    {
        var outcome = Answer.Send(Answer.Signed);
        var assertion = outcome.AssertAccepted();
        Assert.Equal(("_a1", "_r1", Answer.EntityId), (assertion.Id, assertion.ResponseId, assertion.Issuer));
        Assert.Equal(new NameId(Answer.Person, NameIdFormats.EmailAddress), assertion.NameId);
        Assert.Equal(FixedClock.Now.AddSeconds(-2), assertion.AuthenticatedAt);
        Assert.Equal(("_s1", FixedClock.Now.AddHours(8)), (assertion.SessionIndex, assertion.SessionNotOnOrAfter));
        Assert.Equal("urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", assertion.AuthnContext);
        Assert.Equal("192.0.2.7", assertion.Address);
        Assert.Equal(["email", "groups"], assertion.Attributes.Select(attribute => attribute.Name));
        Assert.Equal(["staff", "a,b"], assertion.Attributes[1].Values);
        Assert.Equal(Keys.Provider.Trusted().Thumbprint, assertion.SignedWith);
        // The end of its conditions, the skew and an hour.
        Assert.Equal(FixedClock.Now.AddHours(2).AddMinutes(1), assertion.KeepUntil);
        Assert.True(outcome.IsAuthentic);
        Assert.True(outcome.Status!.IsSuccess);
        Assert.False(assertion.WasEncrypted);
    }

    [Fact]
    public void The_message_tells_which_request_it_answers_before_anything_is_believed()
    {
        var received = new ResponseReader(new FixedClock()).Receive(Answer.Form(("SAMLResponse", Convert.ToBase64String(Encoding.UTF8.GetBytes(Answer.Signed))), ("RelayState", "x")));
        Assert.Equal((Answer.RequestId, "x", null), (received.InResponseTo, received.RelayState, received.Refusal));
    }

    [Fact]
    public void The_checks_are_listed_in_their_order_with_what_came()
    {
        var checks = Answer.Send(Answer.Signed).Checks;
        Assert.Contains(checks, check => check is { Check: SamlRefusal.DestinationWrong, Expected: Answer.AcsUrl, Got: Answer.AcsUrl, Passed: true });
        Assert.True(checks.Count > 35);
        SamlRefusal[] order = [SamlRefusal.FormParametersWrong, SamlRefusal.NotWellFormed, SamlRefusal.StructureWrong, SamlRefusal.DestinationWrong, SamlRefusal.SignatureInvalid, SamlRefusal.RecipientWrong, SamlRefusal.AudienceWrong];
        Assert.Equal(order, checks.Select(check => check.Check).Where(order.Contains).Distinct());
        Assert.All(checks, check => Assert.NotEqual("", check.Name));
    }

    [Fact]
    public void Every_refusal_has_words() => Assert.All(Enum.GetValues<SamlRefusal>(), refusal => Assert.NotEqual("", CheckNames.Of(refusal)));

    [Fact]
    public void What_came_is_cut_off()
    {
        var got = Answer.Send(Answer.Signed.Change($"Destination=\"{Answer.AcsUrl}\"", $"Destination=\"{new string('x', 9_000)}\"")).Checks[^1].Got;
        Assert.Equal(CheckResult.LongestGot + 1, got.Length);
    }

    [Theory]
    [InlineData("Version=\"2.0\" IssueInstant", "Version=\"1.1\" IssueInstant", SamlRefusal.VersionWrong)]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00Z\"", "IssueInstant=\"2026-05-04T10:00:00\"", SamlRefusal.IssueInstantWrong)]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00Z\"", "IssueInstant=\"2026-05-04T12:00:00+02:00\"", SamlRefusal.IssueInstantWrong)]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00Z\"", "IssueInstant=\"9999-99-99T10:00:00Z\"", SamlRefusal.IssueInstantWrong)]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00Z\"", "IssueInstant=\"0001-01-01T00:00:00Z\"", SamlRefusal.IssueInstantWrong)]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00Z\"", "IssueInstant=\"9999-12-31T23:59:59.9999999999Z\"", SamlRefusal.IssueInstantWrong)]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00Z\"", "IssueInstant=\"2026-05-04T10:01:01Z\"", SamlRefusal.IssueInstantWrong)]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00Z\"", "IssueInstant=\"2026-05-04T09:53:59Z\"", SamlRefusal.IssueInstantWrong)]
    [InlineData("Destination=\"https://portal.example/saml/acme/acs\"", "", SamlRefusal.DestinationWrong)]
    [InlineData("Destination=\"https://portal.example/saml/acme/acs\"", "Destination=\"https://portal.example/saml/acme/acs.evil\"", SamlRefusal.DestinationWrong)]
    [InlineData("Destination=\"https://portal.example/saml/acme/acs\"", "Destination=\"https://PORTAL.example/saml/acme/acs\"", SamlRefusal.DestinationWrong)]
    [InlineData("Destination=\"https://portal.example/saml/acme/acs\"", "Destination=\"https://portal.example/saml/other/acs\"", SamlRefusal.DestinationWrong)]
    [InlineData("<saml:Issuer>", "<saml:Issuer Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">", SamlRefusal.IssuerWrong)]
    [InlineData("<saml:Issuer>https://idp.example/saml<", "<saml:Issuer>https://idp.example/saml/<", SamlRefusal.IssuerWrong)]
    [InlineData("<saml:Issuer>https://idp.example/saml<", "<saml:Issuer>https://evil.example/saml<", SamlRefusal.IssuerWrong)]
    [InlineData("InResponseTo=\"_4fee3b046395c4e751011e97f8900b5273d56685\"", "", SamlRefusal.InResponseToWrong)]
    [InlineData("InResponseTo=\"_4fee3b046395c4e751011e97f8900b5273d56685\"", "InResponseTo=\"_0\"", SamlRefusal.InResponseToWrong)]
    public void A_wrong_head_is_refused(string from, string to, SamlRefusal refusal)
    {
        Answer.Send(Answer.Signed).AssertAccepted();
        Answer.Send(Answer.Signed.Change(from, to)).AssertRefused(refusal);
        // Signing it makes it no better.
        Answer.Send(Signer.Sign(Answer.Signed.Change(from, to), "_r1")).AssertRefused(refusal);
    }

    [Theory]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00Z\"", "IssueInstant=\"2026-05-04T10:01:00Z\"")]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00Z\"", "IssueInstant=\"2026-05-04T09:54:00Z\"")]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00Z\"", "IssueInstant=\"2026-05-04T10:00:00.123456789Z\"")]
    [InlineData("<saml:Issuer>", "<saml:Issuer Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:entity\">")]
    [InlineData("<saml:Issuer>https://idp.example/saml</saml:Issuer>", "")]
    [InlineData("<samlp:Status>", "\n <samlp:Extensions><x xmlns='urn:x'>y</x></samlp:Extensions> <samlp:Status>")]
    public void What_the_specification_lets_a_head_have_is_accepted(string from, string to) => Answer.Send(Answer.Signed.Change(from, to)).AssertAccepted();

    [Fact]
    public void An_unsolicited_answer_is_refused_unless_one_is_expected()
    {
        var none = $" InResponseTo=\"{Answer.RequestId}\"";
        var unsolicited = Signer.Sign(Answer.Response.Change(none, "").Change(none, ""), "_a1");
        var expected = Answer.Expected with { Request = null };
        Answer.Send(unsolicited).AssertRefused(SamlRefusal.InResponseToWrong);
        Answer.Send(unsolicited, expected).AssertAccepted();
        // Nor does an answer to a request pass as one that nobody asked for, in its head or in its assertion.
        Answer.Send(Answer.Signed, expected).AssertRefused(SamlRefusal.Unsolicited);
        Answer.Send(Answer.Signed.Change(none, ""), expected).AssertRefused(SamlRefusal.ConfirmationInResponseToWrong);
    }

    [Fact]
    public void A_failure_of_the_provider_is_told_and_has_no_assertion()
    {
        const string success = "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\" />";
        const string failure = "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\"><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:AuthnFailed\"/></samlp:StatusCode><samlp:StatusMessage>&lt;script&gt;</samlp:StatusMessage>";
        var outcome = Answer.Send(Answer.Response.Change(Answer.Assertion, "").Change(success, failure));
        outcome.AssertRefused(SamlRefusal.StatusNotSuccess);
        Assert.Equal(new ProviderStatus("urn:oasis:names:tc:SAML:2.0:status:Responder", "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed", "<script>"), outcome.Status);
        Assert.False(outcome.IsAuthentic);
        Answer.Send(Answer.Signed.Change(success, failure)).AssertRefused(SamlRefusal.AssertionCountWrong);
        Answer.Send(Answer.Response.Change(Answer.Assertion, "")).AssertRefused(SamlRefusal.AssertionCountWrong);
    }

    [Fact]
    public void The_form_has_one_message_and_one_RelayState_at_most()
    {
        var message = ("SAMLResponse", Convert.ToBase64String(Encoding.UTF8.GetBytes(Answer.Signed)));
        Answer.Send(Answer.Form(message, ("RelayState", new string('r', 80)))).AssertAccepted();
        Answer.Send(Answer.Form(message, ("RelayState", new string('r', 81)))).AssertRefused(SamlRefusal.RelayStateTooLong);
        Answer.Send(Answer.Form(message, ("RelayState", new string('ä', 41)))).AssertRefused(SamlRefusal.RelayStateTooLong);
        foreach (var wrong in new[] { Answer.Form(), Answer.Form(message, message), Answer.Form(message, ("SAMLRequest", "x")), Answer.Form(message, ("SAMLart", "x")), Answer.Form(message, ("RelayState", "a"), ("RelayState", "a")) })
        {
            Answer.Send(wrong).AssertRefused(SamlRefusal.FormParametersWrong);
        }
    }

    [Fact]
    public void No_certificate_is_a_refusal_never_a_skipped_check() =>
        Answer.Send(Answer.Signed, Answer.Expected with { Certificates = [] }).AssertRefused(SamlRefusal.NoTrustedCertificate);

    [Fact]
    public void Whoever_signed_it_uses_the_request_up_whatever_else_is_wrong()
    {
        var expired = Answer.Send(Answer.Signed, Answer.Expected with { MaximumAge = TimeSpan.FromMinutes(1) }, TimeSpan.FromMinutes(4));
        expired.AssertRefused(SamlRefusal.AssertionIssueInstantWrong);
        Assert.True(expired.IsAuthentic);
    }
}
