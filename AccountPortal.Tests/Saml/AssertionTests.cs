using AccountPortal.Saml;

namespace AccountPortal.Tests.Saml;

/// <summary>Rightly signed assertions that say the wrong thing: each is the accepted one with one change, signed after it.</summary>
public class AssertionTests
{
    private const string Bearer = "<saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">";
    private const string NameId = "<saml:NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">ada@acme.example</saml:NameID>";
    private const string Recipient = " Recipient=\"https://portal.example/saml/acme/acs\"";
    private const string Audience = "<saml:Audience>https://portal.example/saml/acme</saml:Audience>";
    private const string Restriction = "<saml:AudienceRestriction>" + Audience + "</saml:AudienceRestriction>";
    private const string ClassRef = "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef>";

    [Theory]
    [InlineData("ID=\"_a1\" Version=\"2.0\"", "ID=\"_a1\" Version=\"1.1\"", SamlRefusal.AssertionVersionWrong)]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00.151Z\"", "IssueInstant=\"2026-05-04T09:48:59Z\"", SamlRefusal.AssertionIssueInstantWrong)]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00.151Z\"", "IssueInstant=\"2026-05-04T10:01:01Z\"", SamlRefusal.AssertionIssueInstantWrong)]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00.151Z\"", "IssueInstant=\"today\"", SamlRefusal.AssertionIssueInstantWrong)]
    [InlineData("_a1\" Version=\"2.0\" IssueInstant=\"2026-05-04T10:00:00.151Z\"><saml:Issuer>https://idp.example/saml<", "_a1\" Version=\"2.0\" IssueInstant=\"2026-05-04T10:00:00.151Z\"><saml:Issuer>https://other.example/saml<", SamlRefusal.AssertionIssuerWrong)]
    [InlineData("_a1\" Version=\"2.0\" IssueInstant=\"2026-05-04T10:00:00.151Z\"><saml:Issuer>", "_a1\" Version=\"2.0\" IssueInstant=\"2026-05-04T10:00:00.151Z\"><saml:Issuer Format=\"urn:x\">", SamlRefusal.AssertionIssuerWrong)]
    [InlineData(NameId, "", SamlRefusal.SubjectWrong)]
    [InlineData(">ada@acme.example</saml:NameID>", "></saml:NameID>", SamlRefusal.SubjectWrong)]
    [InlineData(">ada@acme.example</saml:NameID>", "> ada@acme.example</saml:NameID>", SamlRefusal.SubjectWrong)]
    [InlineData(">ada@acme.example</saml:NameID>", ">ada@acme.example\n</saml:NameID>", SamlRefusal.SubjectWrong)]
    [InlineData(">ada@acme.example</saml:NameID>", ">ada&#10;@acme.example</saml:NameID>", SamlRefusal.SubjectWrong)]
    [InlineData(NameId, NameId + NameId, SamlRefusal.StructureWrong)]
    [InlineData(NameId, "<saml:BaseID/>", SamlRefusal.StructureWrong)]
    [InlineData(NameId, "<saml:EncryptedID/>", SamlRefusal.EncryptionShapeWrong)]
    [InlineData("SAML:1.1:nameid-format:emailAddress", "SAML:2.0:nameid-format:transient", SamlRefusal.NameIdFormatForbidden)]
    [InlineData("SAML:1.1:nameid-format:emailAddress", "SAML:1.1:nameid-format:X509SubjectName", SamlRefusal.NameIdFormatForbidden)]
    [InlineData("<saml:NameID ", "<saml:NameID SPNameQualifier=\"https://other.example\" ", SamlRefusal.NameIdQualifierWrong)]
    [InlineData("<saml:NameID ", "<saml:NameID NameQualifier=\"https://other.example\" ", SamlRefusal.NameIdQualifierWrong)]
    [InlineData("cm:bearer", "cm:holder-of-key", SamlRefusal.ConfirmationMissing)]
    [InlineData("cm:bearer", "cm:sender-vouches", SamlRefusal.ConfirmationMissing)]
    [InlineData(Recipient, "", SamlRefusal.RecipientWrong)]
    [InlineData(Recipient, " Recipient=\"https://portal.example/saml/acme/acs/\"", SamlRefusal.RecipientWrong)]
    [InlineData(Recipient, " Recipient=\"https://portal.example/saml/acme\"", SamlRefusal.RecipientWrong)]
    [InlineData(Recipient, " Recipient=\"https://portal.example/saml/other/acs\"", SamlRefusal.RecipientWrong)]
    [InlineData(" NotOnOrAfter=\"2026-05-04T10:05:00Z\"", "", SamlRefusal.ConfirmationExpired)]
    [InlineData(" NotOnOrAfter=\"2026-05-04T10:05:00Z\"", " NotOnOrAfter=\"2026-05-04T09:59:00Z\"", SamlRefusal.ConfirmationExpired)]
    [InlineData(" NotOnOrAfter=\"2026-05-04T10:05:00Z\"", " NotOnOrAfter=\"2026-05-04T10:05:00Z\" NotBefore=\"2026-05-04T10:00:00Z\"", SamlRefusal.ConfirmationNotBeforePresent)]
    [InlineData(" InResponseTo=\"_4fee3b046395c4e751011e97f8900b5273d56685\" Address", " Address", SamlRefusal.ConfirmationInResponseToWrong)]
    [InlineData(" InResponseTo=\"_4fee3b046395c4e751011e97f8900b5273d56685\" Address", " InResponseTo=\"_other\" Address", SamlRefusal.ConfirmationInResponseToWrong)]
    [InlineData(" NotBefore=\"2026-05-04T10:00:00Z\"", "", SamlRefusal.ConditionsNotYetValid)]
    [InlineData(" NotBefore=\"2026-05-04T10:00:00Z\"", " NotBefore=\"2026-05-04T10:01:01Z\"", SamlRefusal.ConditionsNotYetValid)]
    [InlineData(" NotOnOrAfter=\"2026-05-04T11:00:00Z\"", "", SamlRefusal.ConditionsExpired)]
    [InlineData(" NotOnOrAfter=\"2026-05-04T11:00:00Z\"", " NotOnOrAfter=\"2026-05-04T09:59:00Z\"", SamlRefusal.ConditionsExpired)]
    [InlineData(" NotOnOrAfter=\"2026-05-04T11:00:00Z\"", " NotOnOrAfter=\"2026-05-05T10:00:01Z\"", SamlRefusal.ConditionsTooLong)]
    [InlineData(" NotOnOrAfter=\"2026-05-04T11:00:00Z\"", " NotOnOrAfter=\"9999-12-31T23:59:59Z\"", SamlRefusal.ConditionsTooLong)]
    [InlineData(Restriction, "", SamlRefusal.AudienceWrong)]
    [InlineData(Audience, "<saml:Audience>https://portal.example/saml/ACME</saml:Audience>", SamlRefusal.AudienceWrong)]
    [InlineData(Audience, "<saml:Audience>https://other.example</saml:Audience>", SamlRefusal.AudienceWrong)]
    [InlineData(Restriction, Restriction + "<saml:AudienceRestriction><saml:Audience>https://other.example</saml:Audience></saml:AudienceRestriction>", SamlRefusal.AudienceWrong)]
    [InlineData(Restriction, Restriction + "<saml:Condition/>", SamlRefusal.ConditionUnknown)]
    [InlineData(Restriction, Restriction + "<x xmlns=\"urn:x\"/>", SamlRefusal.ConditionUnknown)]
    [InlineData("AuthnInstant=\"2026-05-04T09:59:58Z\"", "AuthnInstant=\"2026-05-04T10:01:01Z\"", SamlRefusal.AuthenticationInFuture)]
    [InlineData("AuthnInstant=\"2026-05-04T09:59:58Z\"", "AuthnInstant=\"\"", SamlRefusal.AuthenticationInFuture)]
    [InlineData("SessionNotOnOrAfter=\"2026-05-04T18:00:00Z\"", "SessionNotOnOrAfter=\"2026-05-04T10:00:00Z\"", SamlRefusal.SessionExpired)]
    [InlineData("SessionNotOnOrAfter=\"2026-05-04T18:00:00Z\"", "SessionNotOnOrAfter=\"soon\"", SamlRefusal.SessionExpired)]
    [InlineData("SessionIndex=\"_s1\"", "SessionIndex=\"\"", SamlRefusal.AuthnStatementWrong)]
    [InlineData(ClassRef, "", SamlRefusal.AuthnContextWrong)]
    [InlineData("<saml:AttributeStatement>", "<saml:AttributeStatement/><saml:AttributeStatement>", SamlRefusal.AttributeWrong)]
    [InlineData("<saml:Attribute Name=\"groups\"", "<saml:Attribute Name=\"\"", SamlRefusal.AttributeWrong)]
    [InlineData("<saml:Attribute Name=\"groups\" FriendlyName=\"Groups\">", "<saml:Attribute Name=\"email\">", SamlRefusal.AttributeDuplicated)]
    [InlineData("<saml:AttributeValue>staff<", "<saml:AttributeValue><b xmlns=\"urn:x\"/>staff<", SamlRefusal.AttributeWrong)]
    [InlineData("</saml:AttributeValue></saml:Attribute><saml:Attribute Name=\"groups\"", "</saml:AttributeValue><saml:AttributeValue>b</saml:AttributeValue></saml:Attribute><saml:Attribute Name=\"groups\"", SamlRefusal.AttributeDuplicated)]
    public void A_wrong_assertion_is_refused(string from, string to, SamlRefusal refusal)
    {
        Answer.Send(Answer.Signed).AssertAccepted();
        Answer.Send(Signer.Sign(Answer.Response.Change(from, to), "_a1")).AssertRefused(refusal);
    }

    [Theory]
    // Both sides of every time: a minute of skew, and not a second more (the refusals above).
    [InlineData("IssueInstant=\"2026-05-04T10:00:00.151Z\"", "IssueInstant=\"2026-05-04T09:49:00Z\"")]
    [InlineData("IssueInstant=\"2026-05-04T10:00:00.151Z\"", "IssueInstant=\"2026-05-04T10:01:00Z\"")]
    [InlineData(" NotOnOrAfter=\"2026-05-04T10:05:00Z\"", " NotOnOrAfter=\"2026-05-04T09:59:01Z\"")]
    [InlineData(" NotOnOrAfter=\"2026-05-04T10:05:00Z\"", " NotOnOrAfter=\"9999-12-31T23:59:59.9999999Z\"")]
    [InlineData(" NotBefore=\"2026-05-04T10:00:00Z\"", " NotBefore=\"2026-05-04T10:01:00Z\"")]
    [InlineData(" NotOnOrAfter=\"2026-05-04T11:00:00Z\"", " NotOnOrAfter=\"2026-05-04T09:59:01Z\"")]
    [InlineData(" NotOnOrAfter=\"2026-05-04T11:00:00Z\"", " NotOnOrAfter=\"2026-05-05T10:00:00Z\"")]
    [InlineData("AuthnInstant=\"2026-05-04T09:59:58Z\"", "AuthnInstant=\"2026-05-04T10:01:00Z\"")]
    [InlineData("SessionNotOnOrAfter=\"2026-05-04T18:00:00Z\"", "SessionNotOnOrAfter=\"2026-05-04T10:00:01Z\"")]
    [InlineData(" SessionIndex=\"_s1\" SessionNotOnOrAfter=\"2026-05-04T18:00:00Z\"", "")]
    [InlineData("<saml:NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">", "<saml:NameID>")]
    [InlineData("<saml:NameID ", "<saml:NameID SPNameQualifier=\"https://portal.example/saml/acme\" NameQualifier=\"https://idp.example/saml\" ")]
    [InlineData(Bearer, "<saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:sender-vouches\"/>" + Bearer)]
    [InlineData(Bearer, Bearer + "<saml:SubjectConfirmationData Recipient=\"https://other.example\" NotOnOrAfter=\"2026-05-04T10:05:00Z\"/></saml:SubjectConfirmation>" + Bearer)]
    [InlineData(Audience, "<saml:Audience>https://other.example</saml:Audience>" + Audience)]
    [InlineData(Restriction, Restriction + "<saml:OneTimeUse/><saml:ProxyRestriction Count=\"0\"/>")]
    [InlineData("<saml:AuthnContext>", "<saml:SubjectLocality Address=\"192.0.2.7\"/><saml:AuthnContext>")]
    [InlineData("<saml:Attribute Name=\"groups\" FriendlyName=\"Groups\">", "<saml:Attribute Name=\"unmapped\"/><saml:Attribute Name=\"unmapped\"/><saml:Attribute Name=\"groups\" xmlns:x=\"urn:x\" x:y=\"z\" NameFormat=\"urn:x\">")]
    public void What_the_specification_lets_an_assertion_have_is_accepted(string from, string to) => Answer.Send(Signer.Sign(Answer.Response.Change(from, to), "_a1")).AssertAccepted();

    [Fact]
    public void Statements_may_come_in_either_order()
    {
        var attributes = Answer.Assertion.Between("<saml:AttributeStatement>", "</saml:AttributeStatement>");
        Answer.Send(Signer.Sign(Answer.Response.Change(attributes, "").Change("<saml:AuthnStatement", attributes + "<saml:AuthnStatement"), "_a1")).AssertAccepted();
        Answer.Send(Signer.Sign(Answer.Response.Change(attributes, ""), "_a1")).AssertAccepted();
    }

    [Fact]
    public void Subject_conditions_and_authentication_are_required_once()
    {
        Answer.Send(Signer.Sign(Answer.Response.Without("<saml:Subject>", "</saml:Subject>"), "_a1")).AssertRefused(SamlRefusal.SubjectWrong);
        Answer.Send(Signer.Sign(Answer.Response.Without("<saml:Conditions", "</saml:Conditions>"), "_a1")).AssertRefused(SamlRefusal.ConditionsMissing);
        var statement = Answer.Response.Between("<saml:AuthnStatement", "</saml:AuthnStatement>");
        Answer.Send(Signer.Sign(Answer.Response.Change(statement, ""), "_a1")).AssertRefused(SamlRefusal.AuthnStatementWrong);
        Answer.Send(Signer.Sign(Answer.Response.Change(statement, statement + statement), "_a1")).AssertRefused(SamlRefusal.AuthnStatementWrong);
        Answer.Send(Signer.Sign(Answer.Response.Without("<saml:SubjectConfirmationData", "/>"), "_a1")).AssertRefused(SamlRefusal.RecipientWrong);
        Answer.Send(Signer.Sign(Answer.Response.Without("<saml:SubjectConfirmation ", "</saml:SubjectConfirmation>"), "_a1")).AssertRefused(SamlRefusal.ConfirmationMissing);
    }

    [Fact]
    public void Of_too_many_confirmations_none_counts()
    {
        var other = "<saml:SubjectConfirmation Method=\"urn:x\"/>";
        Answer.Send(Signer.Sign(Answer.Response.Change(Bearer, other + other + Bearer), "_a1")).AssertAccepted();
        Answer.Send(Signer.Sign(Answer.Response.Change(Bearer, other + other + other + Bearer), "_a1")).AssertRefused(SamlRefusal.ConfirmationMissing);
    }

    [Fact]
    public void A_name_has_256_characters_at_most()
    {
        Answer.Send(Signer.Sign(Answer.Response.Change(Answer.Person, new string('a', 256)), "_a1")).AssertAccepted();
        Answer.Send(Signer.Sign(Answer.Response.Change(Answer.Person, new string('a', 257)), "_a1")).AssertRefused(SamlRefusal.SubjectWrong);
    }

    [Fact]
    public void Transient_names_are_refused_even_where_somebody_configured_them()
    {
        var expected = Answer.Expected with { NameIdFormats = [NameIdFormats.Transient, NameIdFormats.EmailAddress] };
        Answer.Send(Answer.Signed, expected).AssertAccepted();
        Answer.Send(Signer.Sign(Answer.Response.Change(NameIdFormats.EmailAddress, NameIdFormats.Transient), "_a1"), expected).AssertRefused(SamlRefusal.NameIdFormatForbidden);
        Answer.Send(Answer.Signed, Answer.Expected with { NameIdFormats = [NameIdFormats.Persistent] }).AssertRefused(SamlRefusal.NameIdFormatForbidden);
    }

    [Fact]
    public void After_ForceAuthn_an_earlier_authentication_is_not_enough()
    {
        var sentAt = FixedClock.Now.AddSeconds(-2);
        var forced = Answer.Expected with { Request = new(Answer.RequestId, sentAt.AddSeconds(60), WantsAuthentication: true) };
        Answer.Send(Answer.Signed, forced).AssertAccepted();
        var late = Answer.Expected with { Request = new(Answer.RequestId, sentAt.AddSeconds(61), WantsAuthentication: true) };
        Answer.Send(Answer.Signed, late).AssertRefused(SamlRefusal.AuthenticationTooOld);
        Answer.Send(Answer.Signed, late with { Request = late.Request! with { WantsAuthentication = false } }).AssertAccepted();
    }

    [Fact]
    public void The_authentication_context_is_one_of_those_required()
    {
        const string password = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
        Answer.Send(Answer.Signed, Answer.Expected with { AuthnContexts = ["https://refeds.org/profile/mfa", password] }).AssertAccepted();
        Answer.Send(Answer.Signed, Answer.Expected with { AuthnContexts = ["https://refeds.org/profile/mfa"] }).AssertRefused(SamlRefusal.AuthnContextWrong);
    }

    [Fact]
    public void Attributes_are_capped_and_nil_is_null()
    {
        var value = Answer.Response.Between("<saml:AttributeValue>staff", "</saml:AttributeValue>");
        var nil = Answer.Send(Signer.Sign(Answer.Response.Change(value, "<saml:AttributeValue xsi:nil=\"true\"/><saml:AttributeValue/>"), "_a1")).AssertAccepted();
        Assert.Equal([null, "", "a,b"], nil.Attributes[1].Values);
        Answer.Send(Signer.Sign(Answer.Response.Change(">staff<", $">{new string('x', 8_192)}<"), "_a1")).AssertAccepted();
        Answer.Send(Signer.Sign(Answer.Response.Change(">staff<", $">{new string('x', 8_193)}<"), "_a1")).AssertRefused(SamlRefusal.AttributeWrong);
        Assert.Equal(1_999, Answer.Send(Signer.Sign(Answer.Response.Change(value, string.Concat(Enumerable.Repeat("<saml:AttributeValue>g</saml:AttributeValue>", 1_998))), "_a1")).AssertAccepted().Attributes[1].Values.Count);
        Answer.Send(Signer.Sign(Answer.Response.Change(value, string.Concat(Enumerable.Repeat("<saml:AttributeValue>g</saml:AttributeValue>", 2_000))), "_a1")).AssertRefused(SamlRefusal.AttributeWrong);
        var attributes = string.Concat(Enumerable.Range(0, 199).Select(n => $"<saml:Attribute Name=\"a{n}\"/>"));
        Answer.Send(Signer.Sign(Answer.Response.Change("<saml:Attribute Name=\"groups\"", attributes + "<saml:Attribute Name=\"groups\""), "_a1")).AssertRefused(SamlRefusal.AttributeWrong);
    }

    [Fact]
    public void Values_that_declare_their_own_types_are_read_by_the_hundred()
    {
        var value = "<saml:AttributeValue xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"xs:string\">g</saml:AttributeValue>";
        var many = Answer.Response.Change(Answer.Response.Between("<saml:AttributeValue>staff", "</saml:AttributeValue>"), string.Concat(Enumerable.Repeat(value, 500)));
        Assert.Equal(501, Answer.Send(Signer.Sign(many, "_a1")).AssertAccepted().Attributes[1].Values.Count);
    }

    [Fact]
    public void Skew_and_age_have_limits_of_their_own()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Answer.Expected with { Skew = TimeSpan.FromSeconds(181) });
        Assert.Throws<ArgumentOutOfRangeException>(() => Answer.Expected with { Skew = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => Answer.Expected with { MaximumAge = TimeSpan.FromMinutes(61) });
        var wide = Answer.Expected with { Skew = ExpectedResponse.LongestSkew };
        Answer.Send(Signer.Sign(Answer.Response.Change(" NotBefore=\"2026-05-04T10:00:00Z\"", " NotBefore=\"2026-05-04T10:03:00Z\""), "_a1"), wide).AssertAccepted();
    }
}
