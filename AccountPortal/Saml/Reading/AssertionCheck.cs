using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>An assertion of the browser profile (SAML Profiles 2.0, 4.1.4.2), out of signed bytes.</summary>
internal sealed class AssertionCheck(XmlElement assertion, ExpectedResponse expected, DateTimeOffset now, Checklist checks)
{
    /// <summary>Longer than any clock is wrong: a replay is looked for until then.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromHours(1);

    public Assertion Run(Provenance provenance)
    {
        CheckHead();
        var nameId = SubjectCheck.Name(Only("Subject", SamlRefusal.SubjectWrong), expected, checks);
        var address = ConfirmationCheck.Run(assertion.Child(SamlNames.Assertion, "Subject")!, expected, now, checks);
        var validUntil = ConditionsCheck.Run(Only("Conditions", SamlRefusal.ConditionsMissing), expected, now, checks);
        var authn = AuthnCheck.Run(Only("AuthnStatement", SamlRefusal.AuthnStatementWrong), expected, now, checks);
        return new()
        {
            Id = assertion.Attribute("ID")!,
            ResponseId = provenance.ResponseId,
            KeepUntil = validUntil + expected.Skew + Reserve,
            Issuer = expected.Issuer,
            NameId = nameId,
            AuthenticatedAt = authn.AuthenticatedAt,
            AuthnContext = authn.Context,
            SessionIndex = authn.SessionIndex,
            SessionNotOnOrAfter = authn.SessionNotOnOrAfter,
            Address = address,
            Attributes = AttributeCheck.Run(assertion, expected, checks),
            SignedWith = provenance.Certificate.Thumbprint,
            WasEncrypted = provenance.WasEncrypted,
        };
    }

    private void CheckHead()
    {
        checks.Require(SamlRefusal.AssertionVersionWrong, assertion.Attribute("Version") == "2.0", "2.0", assertion.Attribute("Version"));
        var issuedAt = Instants.Read(assertion.Attribute("IssueInstant"));
        checks.Require(
            SamlRefusal.AssertionIssueInstantWrong,
            issuedAt >= now - expected.MaximumAge - expected.Skew && issuedAt <= now + expected.Skew,
            $"within {expected.MaximumAge.TotalMinutes:0} minutes before {Instants.Write(now)}",
            assertion.Attribute("IssueInstant"));
        var issuer = assertion.Child(SamlNames.Assertion, "Issuer")!;
        IssuerCheck.Require(SamlRefusal.AssertionIssuerWrong, issuer.Text(), issuer.Attribute("Format"), expected.Issuer, checks);
    }

    private XmlElement Only(string name, SamlRefusal refusal)
    {
        var found = assertion.Children(SamlNames.Assertion, name).ToList();
        return found.Count == 1 ? found[0] : throw new SamlRefusedException(refusal, $"one {name}", $"{found.Count}");
    }
}

/// <summary>How the assertion came: in which response, signed with what, in the clear or not.</summary>
internal sealed record Provenance(string ResponseId, TrustedCertificate Certificate, bool WasEncrypted);
