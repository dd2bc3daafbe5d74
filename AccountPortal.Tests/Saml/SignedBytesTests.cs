using System.Text;
using System.Xml;
using AccountPortal.Saml;
using AccountPortal.Saml.Reading;

namespace AccountPortal.Tests.Saml;

/// <summary>What comes out of the check of a signature is not what went in.</summary>
public class SignedBytesTests
{
    private readonly Checklist checks = new();
    private readonly XmlElement assertion = XmlIntake.Read(Encoding.UTF8.GetBytes(Answer.Signed), XmlLimits.Message).Child("urn:oasis:names:tc:SAML:2.0:assertion", "Assertion")!;

    private SignatureCheck Check => new([Keys.Provider.Trusted()], XmlLimits.Message, MessageGrammar.Of, checks);

    private XmlElement Signature => assertion.Child("http://www.w3.org/2000/09/xmldsig#", "Signature")!;

    [Fact]
    public void A_verified_element_is_a_new_document_without_the_signature()
    {
        var signed = Check.Verify(assertion, Signature, FixedClock.Now).Element;
        Assert.NotSame(assertion.OwnerDocument, signed.OwnerDocument);
        Assert.Same(signed.OwnerDocument.DocumentElement, signed);
        Assert.Null(signed.Child("http://www.w3.org/2000/09/xmldsig#", "Signature"));
        Assert.Equal("_a1", signed.Attribute("ID"));
        // What happens to the old tree from here on is nobody's business.
        assertion.SetAttribute("ID", "_other");
        Assert.Equal("_a1", signed.Attribute("ID"));
    }

    [Fact]
    public void Bytes_that_do_not_have_the_signed_digest_are_not_read()
    {
        var shape = SignatureShape.Check(assertion, Signature, checks);
        Assert.Equal("Assertion", Check.ReadSigned(shape).LocalName);
        var other = Assert.Throws<SamlRefusedException>(() => Check.ReadSigned(shape with { Digest = [.. shape.Digest.Reverse()] }));
        Assert.Equal(SamlRefusal.SignedBytesDiffer, other.Check);
        assertion.SetAttribute("Version", "2.1");
        Assert.Equal(SamlRefusal.SignedBytesDiffer, Assert.Throws<SamlRefusedException>(() => Check.ReadSigned(shape)).Check);
    }

    [Fact]
    public void The_place_of_a_signature_is_asked_for_whatever_the_grammar_let_through()
    {
        var signature = Signature;
        SignatureShape.Check(assertion, signature, checks);
        assertion.AppendChild(signature);
        Assert.Equal(SamlRefusal.SignaturePositionWrong, Assert.Throws<SamlRefusedException>(() => SignatureShape.Check(assertion, signature, checks)).Check);
        var issuer = assertion.Child("urn:oasis:names:tc:SAML:2.0:assertion", "Issuer")!;
        issuer.AppendChild(signature);
        Assert.Equal(SamlRefusal.SignaturePositionWrong, Assert.Throws<SamlRefusedException>(() => SignatureShape.Check(assertion, signature, checks)).Check);
    }

    [Theory]
    [InlineData("<saml:Advice><saml:Assertion/></saml:Advice>")]
    [InlineData("<x:Assertion xmlns:x=\"urn:x\"/>")]
    [InlineData("<samlp:Response/>")]
    [InlineData("<saml:EncryptedAssertion/>")]
    public void Assertions_are_counted_whatever_the_grammar_let_through(string another)
    {
        XmlElement Read(string xml) => XmlIntake.Read(Encoding.UTF8.GetBytes(xml), XmlLimits.Message);
        ResponseIntake.CheckCount(Read(Answer.Signed), checks);
        foreach (var place in new[] { "<samlp:Status>", "<saml:Subject>", "</samlp:Response>" })
        {
            var refused = Assert.Throws<SamlRefusedException>(() => ResponseIntake.CheckCount(Read(Answer.Signed.Change(place, another + place)), checks));
            Assert.Equal(SamlRefusal.AssertionCountWrong, refused.Check);
        }
    }

    [Fact]
    public void What_no_check_foresaw_is_a_refusal_that_keeps_the_exception()
    {
        Assert.Null(checks.Run<string>(() => throw new InvalidOperationException("a defect")));
        Assert.Equal(SamlRefusal.Unreadable, checks.Refusal);
        Assert.IsType<InvalidOperationException>(checks.Fault);
        // Nothing goes on after it.
        Assert.Null(checks.Run(() => "more"));
    }
}
