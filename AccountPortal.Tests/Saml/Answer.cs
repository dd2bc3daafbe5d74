using AccountPortal.Saml;
using Microsoft.AspNetCore.Http;
using System.Text;

namespace AccountPortal.Tests.Saml;

/// <summary>
/// A right Response as an identity provider writes it: text, so that an attack is a change of text. Nothing of the product takes part in it.
/// </summary>
internal static class Answer
{
    public const string EntityId = "https://idp.example/saml";
    public const string PortalId = "https://portal.example/saml/acme";
    public const string AcsUrl = "https://portal.example/saml/acme/acs";
    public const string LogoutUrl = "https://portal.example/saml/acme/logout";
    public const string RequestId = "_4fee3b046395c4e751011e97f8900b5273d56685";
    public const string Person = "ada@acme.example";

    public const string Namespaces =
        "xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

    public const string Assertion =
        $"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="_a1" Version="2.0" IssueInstant="2026-05-04T10:00:00.151Z"><saml:Issuer>{EntityId}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{Person}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="2026-05-04T10:05:00Z" Recipient="{AcsUrl}" InResponseTo="{RequestId}" Address="192.0.2.7" /></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="2026-05-04T10:00:00Z" NotOnOrAfter="2026-05-04T11:00:00Z"><saml:AudienceRestriction><saml:Audience>{PortalId}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="2026-05-04T09:59:58Z" SessionIndex="_s1" SessionNotOnOrAfter="2026-05-04T18:00:00Z"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue xsi:type="xs:string">{Person}</saml:AttributeValue></saml:Attribute><saml:Attribute Name="groups" FriendlyName="Groups"><saml:AttributeValue>staff</saml:AttributeValue><saml:AttributeValue>a,b</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>""";

    public const string Response =
        $"""<samlp:Response {Namespaces} ID="_r1" Version="2.0" IssueInstant="2026-05-04T10:00:00Z" Destination="{AcsUrl}" InResponseTo="{RequestId}"><saml:Issuer>{EntityId}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success" /></samlp:Status>{Assertion}</samlp:Response>""";

    public static readonly ExpectedResponse Expected = new()
    {
        Issuer = EntityId,
        EntityId = PortalId,
        AcsUrl = AcsUrl,
        Certificates = [Keys.Provider.Trusted()],
        Request = new(RequestId, FixedClock.Now.AddSeconds(-30)),
        DecryptionCertificates = [Keys.Portal],
        MappedAttributes = [new("email"), new("groups", IsList: true)],
    };

    /// <summary>The assertion signed, as most products do.</summary>
    public static string Signed { get; } = Signer.Sign(Response, "_a1");

    /// <summary>Sends it as a browser would and checks it, the clock moved by as much.</summary>
    public static ResponseOutcome Send(string xml, ExpectedResponse? expected = null, TimeSpan late = default) => Send(Encoding.UTF8.GetBytes(xml), expected, late);

    public static ResponseOutcome Send(byte[] xml, ExpectedResponse? expected = null, TimeSpan late = default) => Send(Form(("SAMLResponse", Convert.ToBase64String(xml))), expected, late);

    public static ResponseOutcome Send(IFormCollection form, ExpectedResponse? expected = null, TimeSpan late = default)
    {
        var outcome = new ResponseReader(new FixedClock(late)).Receive(form).Check(expected ?? Expected);
        Assert.True(outcome.Fault is null, outcome.Fault?.ToString());
        return outcome;
    }

    public static FormCollection Form(params (string Name, string Value)[] fields) =>
        new(fields.GroupBy(field => field.Name).ToDictionary(group => group.Key, group => new Microsoft.Extensions.Primitives.StringValues([.. group.Select(field => field.Value)])));

    /// <summary>The one place where it stands, changed: an attack that changes nothing would prove nothing.</summary>
    public static string Change(this string xml, string from, string to)
    {
        Assert.Contains(from, xml, StringComparison.Ordinal);
        var at = xml.IndexOf(from, StringComparison.Ordinal);
        return string.Concat(xml.AsSpan(0, at), to, xml.AsSpan(at + from.Length));
    }

    /// <summary>Without what stands from the one to the other, both included.</summary>
    public static string Without(this string xml, string from, string to) => xml.Change(xml.Between(from, to), "");

    public static string Between(this string xml, string from, string to)
    {
        var start = xml.IndexOf(from, StringComparison.Ordinal);
        var end = start < 0 ? -1 : xml.IndexOf(to, start, StringComparison.Ordinal);
        Assert.True(end >= 0, $"No {from} … {to}");
        return xml[start..(end + to.Length)];
    }

    public static Assertion AssertAccepted(this ResponseOutcome outcome)
    {
        Assert.True(outcome.Refusal is null, $"{outcome.Refusal}: {outcome.Checks[^1]}");
        Assert.All(outcome.Checks, check => Assert.True(check.Passed));
        return outcome.Assertion!;
    }

    public static void AssertRefused(this ResponseOutcome outcome, SamlRefusal refusal)
    {
        Assert.True(outcome.Refusal == refusal, $"Expected {refusal}, got {outcome.Refusal?.ToString() ?? "an assertion"}: {outcome.Checks[^1]}");
        Assert.Null(outcome.Assertion);
        Assert.Equal(refusal, Assert.Single(outcome.Checks, check => !check.Passed).Check);
    }
}
