using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// That whoever bears the assertion may: one bearer confirmation that is meant for this address, this request and this moment (SAML Profiles 2.0,
/// 4.1.4.2). Other methods prove nothing here and are passed over.
/// </summary>
internal static class ConfirmationCheck
{
    private const int Most = 3;

    /// <returns>The browser's address as the identity provider saw it, if it said so.</returns>
    public static string? Run(XmlElement subject, ExpectedResponse expected, DateTimeOffset now, Checklist checks)
    {
        var all = subject.Children(SamlNames.Assertion, "SubjectConfirmation").ToList();
        var bearers = all.Where(confirmation => confirmation.Attribute("Method") == SamlNames.Bearer).ToList();
        checks.Require(SamlRefusal.ConfirmationMissing, bearers.Count > 0 && all.Count <= Most, $"a bearer confirmation among at most {Most}", $"{bearers.Count} among {all.Count}");
        var confirmation = bearers.Count == 1 ? bearers[0] : bearers.FirstOrDefault(bearer => Fits(bearer, expected, now)) ?? bearers[0];
        return Check(confirmation, expected, now, checks);
    }

    private static bool Fits(XmlElement bearer, ExpectedResponse expected, DateTimeOffset now)
    {
        var trial = new Checklist();
        trial.Run(() => Check(bearer, expected, now, trial) ?? "");
        return trial.Refusal is null;
    }

    private static string? Check(XmlElement bearer, ExpectedResponse expected, DateTimeOffset now, Checklist checks)
    {
        var data = bearer.Child(SamlNames.Assertion, "SubjectConfirmationData") ?? throw new SamlRefusedException(SamlRefusal.RecipientWrong, expected.AcsUrl, null);
        var recipient = data.Attribute("Recipient");
        checks.Require(SamlRefusal.RecipientWrong, string.Equals(recipient, expected.AcsUrl, StringComparison.Ordinal), expected.AcsUrl, recipient);
        var end = data.Attribute("NotOnOrAfter");
        checks.Require(SamlRefusal.ConfirmationExpired, now - expected.Skew < Instants.Read(end), $"after {Instants.Write(now)}", end);
        checks.Require(SamlRefusal.ConfirmationNotBeforePresent, data.Attribute("NotBefore") is null, "no NotBefore", data.Attribute("NotBefore"));
        var inResponseTo = data.Attribute("InResponseTo");
        checks.Require(
            SamlRefusal.ConfirmationInResponseToWrong,
            string.Equals(inResponseTo, expected.Request?.Id, StringComparison.Ordinal),
            expected.Request?.Id ?? "none: nobody asked",
            inResponseTo);
        return data.Attribute("Address");
    }
}
