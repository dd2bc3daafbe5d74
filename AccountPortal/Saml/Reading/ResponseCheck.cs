using System.Globalization;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// A Response from its head to its assertion (SAML Profiles 2.0, 4.1.4.3): head, signatures, decryption, assertion. From the first verified
/// signature on only what it covers is read.
/// </summary>
internal sealed class ResponseCheck(XmlElement response, ExpectedResponse expected, DateTimeOffset now, Checklist checks)
{
    private readonly SignatureCheck signatures = new(expected.Certificates, XmlLimits.Message, MessageGrammar.Of, checks);

    public ProviderStatus? Status { get; private set; }

    public bool IsAuthentic { get; private set; }

    public Assertion Run()
    {
        var head = MessageHead.Read(response);
        Status = head.Status;
        CheckHead(head);
        checks.Require(
            SamlRefusal.NoTrustedCertificate,
            expected.Certificates.Count > 0,
            "at least one certificate to verify with",
            expected.Certificates.Count.ToString(CultureInfo.InvariantCulture));
        var signedResponse = VerifyOwn(response);
        CheckSignedHead(signedResponse, head);
        var (assertion, wasEncrypted) = Open(signedResponse?.Element ?? response, signedResponse is not null);
        var signedAssertion = VerifyOwn(assertion);
        Require(signedAssertion is not null || (signedResponse is not null && expected.AcceptsSignedResponseOnly), signedResponse is not null);
        // Signed by itself it is read from its own signed bytes. Otherwise it lies in those of the response: in the clear, or in what it encrypts.
        var read = signedAssertion?.Element ?? AssertionOf(signedResponse!, assertion, wasEncrypted);
        return new AssertionCheck(read, expected, now, checks).Run(new(head.Id, (signedAssertion ?? signedResponse)!.Certificate, wasEncrypted));
    }

    private void CheckHead(MessageHead head)
    {
        head.CheckAge(now, expected.Skew, checks);
        head.CheckDestination(expected.AcsUrl, checks);
        head.CheckIssuer(expected.Issuer, isRequired: false, checks);
        CheckInResponseTo(head.InResponseTo);
        CheckStatus(head.Status!);
    }

    private void CheckInResponseTo(string? inResponseTo)
    {
        if (expected.Request is { } request)
        {
            checks.Require(SamlRefusal.InResponseToWrong, string.Equals(inResponseTo, request.Id, StringComparison.Ordinal), request.Id, inResponseTo);
        }
        else
        {
            checks.Require(SamlRefusal.Unsolicited, inResponseTo is null, "an answer that nobody asked for", inResponseTo ?? "that");
        }
    }

    // SAML Core 2.0, 3.2.2.2: an assertion in an answer that reports a failure is a contradiction, and so is a success without one.
    private void CheckStatus(ProviderStatus status)
    {
        var assertions = response.Assertions().Count();
        checks.Require(SamlRefusal.AssertionCountWrong, status.IsSuccess || assertions == 0, "no assertion in an answer without success", assertions.ToString(CultureInfo.InvariantCulture));
        checks.Require(
            SamlRefusal.StatusNotSuccess,
            status.IsSuccess,
            SamlNames.Success,
            string.Join(' ', new[] { status.Code, status.SubCode, status.Message }.Where(part => part is not null)));
        checks.Require(SamlRefusal.AssertionCountWrong, assertions == 1, "one assertion in a success", assertions.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A signature that is there must be right, whatever else is signed; <c>null</c> where there is none.</summary>
    private SignedElement? VerifyOwn(XmlElement element)
    {
        if (element.Child(SamlNames.Signature, "Signature") is not { } signature)
        {
            return null;
        }

        var signed = signatures.Verify(element, signature, now);
        IsAuthentic = true;
        return signed;
    }

    private void CheckSignedHead(SignedElement? signed, MessageHead head)
    {
        if (signed is not null)
        {
            var isSame = MessageHead.Read(signed.Element) == head;
            checks.Require(SamlRefusal.SignedBytesDiffer, isSame, "the signed head to be the one that was checked", isSame ? "that" : "another");
        }
    }

    private (XmlElement Assertion, bool WasEncrypted) Open(XmlElement around, bool isSigned)
    {
        // A signature of the assertion's own is verified where it stood: its namespaces may be declared around it.
        var assertion = response.Assertions().Single();
        var isEncrypted = assertion.LocalName == "EncryptedAssertion";
        if (expected.RequiresEncryption || isEncrypted)
        {
            checks.Require(SamlRefusal.EncryptionMissing, isEncrypted || !expected.RequiresEncryption, "an encrypted assertion", isEncrypted ? "that" : "one in the clear");
        }

        return isEncrypted ? (new AssertionDecryption(expected.DecryptionCertificates, checks).Decrypt(around.Assertions().Single(), isSigned), true) : (assertion, false);
    }

    private void Require(bool isEnough, bool isResponseSigned) =>
        checks.Require(
            SamlRefusal.SignatureMissing,
            isEnough,
            expected.AcceptsSignedResponseOnly ? "a signed assertion or a signed response" : "a signed assertion",
            isEnough ? "that" : isResponseSigned ? "a signed response only" : "no signature");

    private static XmlElement AssertionOf(SignedElement signedResponse, XmlElement decrypted, bool wasEncrypted) =>
        wasEncrypted ? decrypted : signedResponse.Element.Assertions().Single();
}
