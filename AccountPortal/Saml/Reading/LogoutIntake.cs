using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>A logout message whose signature was verified, read from what the signature covers.</summary>
internal sealed record LogoutIntake(XmlElement Root, MessageHead Head, string? RelayState)
{
    public static LogoutIntake Posted(IFormCollection form, string field, string name, ExpectedLogout expected, DateTimeOffset now, Checklist checks)
    {
        var posted = PostedMessage.Read(form, field, checks);
        var root = MessageIntake.Read(posted.Xml, name, checks);
        CheckHead(MessageHead.Read(root), expected, now, checks);
        checks.Require(SamlRefusal.NoTrustedCertificate, expected.Certificates.Count > 0, "at least one certificate to verify with", $"{expected.Certificates.Count}");
        // The root's own signature: one further inside would vouch for something else.
        var signature = root.Child(SamlNames.Signature, "Signature");
        checks.Require(SamlRefusal.SignatureMissing, signature is not null, $"a signed {name}", signature is null ? "no signature" : "that");
        var signed = new SignatureCheck(expected.Certificates, XmlLimits.Message, MessageGrammar.Of, checks).Verify(root, signature!, now).Element;
        var head = MessageHead.Read(signed);
        CheckHead(head, expected, now, new Checklist());
        return new(signed, head, posted.RelayState);
    }

    /// <summary>The query's signature covers the whole message, so that one inside it has no business there.</summary>
    public static LogoutIntake Redirected(string query, string field, string name, ExpectedLogout expected, DateTimeOffset now, Checklist checks)
    {
        var message = RedirectMessage.Read(query, field, expected.Certificates, now, checks);
        var root = MessageIntake.Read(message.Xml, name, checks);
        checks.Require(SamlRefusal.SignaturePositionWrong, root.Child(SamlNames.Signature, "Signature") is null, "a signature in the query alone", "that");
        var head = MessageHead.Read(root);
        CheckHead(head, expected, now, checks);
        return new(root, head, message.RelayState);
    }

    private static void CheckHead(MessageHead head, ExpectedLogout expected, DateTimeOffset now, Checklist checks)
    {
        head.CheckAge(now, expected.Skew, checks);
        head.CheckDestination(expected.LogoutUrl, checks);
        head.CheckIssuer(expected.Issuer, isRequired: true, checks);
    }
}
