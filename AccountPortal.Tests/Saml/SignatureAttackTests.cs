using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using AccountPortal.Saml;
using AccountPortal.Saml.Reading;

namespace AccountPortal.Tests.Saml;

/// <summary>
/// Signature wrapping and its relatives: the genuine signature stays valid, and something else is to be read. Every message is made from the one
/// that is accepted; most of them the framework's own CheckSignature takes for good.
/// </summary>
public class SignatureAttackTests
{
    private const string Victim = "ceo@acme.example";

    private static string Genuine => Answer.Signed.Between("<saml:Assertion", "</saml:Assertion>");

    private static string Signature => Answer.Signed.Between("<Signature", "</Signature>");

    /// <summary>The assertion about the victim: another ID, no signature.</summary>
    private static string Forged => Answer.Assertion.Change("ID=\"_a1\"", "ID=\"_f1\"").Replace(Answer.Person, Victim, StringComparison.Ordinal);

    private static string ForgedResponse => Answer.Response.Change(Answer.Assertion, Forged).Change("ID=\"_r1\"", "ID=\"_f0\"");

    public static TheoryData<string, string, SamlRefusal> Wrapped => new()
    {
        // The numbers are those of SAML Raider.
        { "1: the original response inside the forged one's signature", InForgedSignature(SignedResponse), SamlRefusal.SignatureShapeWrong },
        { "2: the original response beside a detached signature", ForgedResponse.Change("<samlp:Status>", SignatureOfResponse + OriginalResponse + "<samlp:Status>"), SamlRefusal.AssertionCountWrong },
        { "3: the forged assertion before the genuine one", Answer.Signed.Change(Genuine, Forged + Genuine), SamlRefusal.AssertionCountWrong },
        { "3: the forged assertion behind the genuine one", Answer.Signed.Change(Genuine, Genuine + Forged), SamlRefusal.AssertionCountWrong },
        { "4: the genuine assertion inside the forged one", Answer.Signed.Change(Genuine, Forged.Change("</saml:Assertion>", Genuine + "</saml:Assertion>")), SamlRefusal.AssertionCountWrong },
        { "4: likewise as its first child", Answer.Signed.Change(Genuine, Forged.Change("<saml:Issuer>", Genuine + "<saml:Issuer>")), SamlRefusal.AssertionCountWrong },
        { "5: the signature in the forged assertion, the genuine one behind", Answer.Signed.Change(Genuine, Signed(Forged) + Answer.Assertion), SamlRefusal.AssertionCountWrong },
        { "6: the genuine assertion inside the forged one's signature", Answer.Signed.Change(Genuine, Forged.Change("<saml:Subject>", Signature.Change("</Signature>", Answer.Assertion + "</Signature>") + "<saml:Subject>")), SamlRefusal.SignatureShapeWrong },
        { "7: the genuine assertion in Extensions", Answer.Signed.Change(Genuine, Forged).Change("<samlp:Status>", $"<samlp:Extensions>{Genuine}</samlp:Extensions><samlp:Status>"), SamlRefusal.ExtensionContentForbidden },
        { "8: the genuine assertion in the signature's Object", Answer.Signed.Change(Genuine, Forged.Change("<saml:Subject>", Signature.Change("</Signature>", $"<Object>{Answer.Assertion}</Object></Signature>") + "<saml:Subject>")), SamlRefusal.SignatureShapeWrong },
        { "9: the genuine assertion in Advice", Answer.Signed.Change(Genuine, Forged.Change("</saml:Conditions>", $"</saml:Conditions><saml:Advice>{Genuine}</saml:Advice>")), SamlRefusal.ExtensionContentForbidden },
        { "the genuine assertion in StatusDetail", Answer.Signed.Change(Genuine, Forged).Change("</samlp:Status>", $"<samlp:StatusDetail>{Genuine}</samlp:StatusDetail></samlp:Status>"), SamlRefusal.ExtensionContentForbidden },
        { "the genuine assertion in a value", Answer.Signed.Change(Genuine, Forged.Change(">staff<", $">{Genuine}<")), SamlRefusal.AssertionCountWrong },
        { "the genuine assertion in KeyInfo", Answer.Signed.Change(Genuine, Forged.Change("<saml:Subject>", Signature.Change("</Signature>", $"<KeyInfo>{Answer.Assertion}</KeyInfo></Signature>") + "<saml:Subject>")), SamlRefusal.SignatureShapeWrong },
        { "a part of SAML in KeyInfo", Answer.Signed.Change("</SignatureValue>", "</SignatureValue><KeyInfo><saml:Subject/></KeyInfo>"), SamlRefusal.SignatureShapeWrong },
        { "something called a signature in KeyInfo", Answer.Signed.Change("</SignatureValue>", "</SignatureValue><KeyInfo><signature xmlns=\"urn:x\"/></KeyInfo>"), SamlRefusal.SignatureShapeWrong },
        { "the signature of a response that is elsewhere", ForgedResponse.Change("<samlp:Status>", SignatureOfResponse + "<samlp:Status>"), SamlRefusal.SignatureReferenceWrong },
        { "another namespace's assertion", Answer.Signed.Change(Genuine, Genuine + "<x:Assertion xmlns:x=\"urn:x\"/>"), SamlRefusal.ElementUnknown },
        { "the forged assertion in another namespace's envelope", Answer.Signed.Change("<samlp:Status>", $"<samlp:Extensions><x:Assertion xmlns:x=\"urn:x\">{Victim}</x:Assertion></samlp:Extensions><samlp:Status>"), SamlRefusal.ExtensionContentForbidden },
        { "an assertion of SAML 1.1", Answer.Signed.Change(Genuine, "<Assertion xmlns=\"urn:oasis:names:tc:SAML:1.0:assertion\"/>"), SamlRefusal.ElementUnknown },
        { "Id instead of ID", Answer.Signed.Change(Genuine, Signed(Forged.Change("ID=\"_f1\"", "ID=\"_a1\"")) + Answer.Assertion.Change(" ID=", " Id=")), SamlRefusal.IdentifierWrong },
        { "id instead of ID", Answer.Signed.Change("<samlp:Status>", "<samlp:Extensions><x xmlns=\"urn:x\" id=\"_a1\"/></samlp:Extensions><samlp:Status>"), SamlRefusal.IdentifierWrong },
        { "xml:id", Answer.Signed.Change("<samlp:Status>", "<samlp:Extensions><x xmlns=\"urn:x\" xml:id=\"_a1\"/></samlp:Extensions><samlp:Status>"), SamlRefusal.IdentifierWrong },
        { "a twin in SAML's namespace", Answer.Signed.Change("<samlp:Response ", "<samlp:Response samlp:ID=\"_a1\" "), SamlRefusal.IdentifierWrong },
        { "AssertionID", Answer.Signed.Change("<samlp:Response ", "<samlp:Response AssertionID=\"_a1\" "), SamlRefusal.IdentifierWrong },
        { "one identifier twice", Answer.Signed.Change("ID=\"_r1\"", "ID=\"_a1\""), SamlRefusal.IdentifierWrong },
        { "an identifier that is no name", Answer.Signed.Change("ID=\"_r1\"", "ID=\"1\""), SamlRefusal.IdentifierWrong },
        { "an identifier with a colon", Answer.Signed.Change("ID=\"_r1\"", "ID=\"a:b\""), SamlRefusal.IdentifierWrong },
        { "an identifier too long", Answer.Signed.Change("ID=\"_r1\"", $"ID=\"_{new string('1', 128)}\""), SamlRefusal.IdentifierWrong },
        { "an empty identifier", Answer.Signed.Change("ID=\"_r1\"", "ID=\"\""), SamlRefusal.IdentifierWrong },
        { "a signature that moved to the end", Answer.Signed.Change(Genuine, Genuine.Change(Signature, "").Change("</saml:Assertion>", Signature + "</saml:Assertion>")), SamlRefusal.SignaturePositionWrong },
        { "two signatures", Answer.Signed.Change(Signature, Signature + Signature), SamlRefusal.SignaturePositionWrong },
        { "a signature in the subject", Answer.Signed.Change(Signature, "").Change("<saml:Subject>", "<saml:Subject>" + Signature), SamlRefusal.SignaturePositionWrong },
        { "the signature as the response's own", Answer.Signed.Change(Signature, "").Change("<samlp:Status>", Signature + "<samlp:Status>"), SamlRefusal.SignatureReferenceWrong },
        { "no signature at all", Answer.Response, SamlRefusal.SignatureMissing },
        { "a broken signature of the response, a right one of the assertion", SignedTwice.Change(SignedTwice.Between("<SignatureValue>", "</SignatureValue>"), Answer.Signed.Between("<SignatureValue>", "</SignatureValue>")), SamlRefusal.SignatureInvalid },
        { "a name changed", Answer.Signed.Change(Answer.Person, Victim), SamlRefusal.SignatureInvalid },
        { "a namespace of a value changed", Answer.Signed.Change(" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"", " xmlns:xs=\"urn:x\"").Change("xsi:type=\"xs:string\"", "xsi:type=\"xs:strinh\""), SamlRefusal.SignatureInvalid },
        { "the signature's parts in another namespace", Answer.Signed.Change("<SignedInfo>", "<SignedInfo xmlns=\"urn:x\">"), SamlRefusal.SignatureShapeWrong },
    };

    [Theory]
    [MemberData(nameof(Wrapped))]
    public void Wrapping_is_refused(string what, string message, SamlRefusal refusal)
    {
        Assert.NotEqual("", what);
        Answer.Send(message).AssertRefused(refusal);
        // Nor does it help the attacker where a signed response alone is enough.
        Assert.NotNull(Answer.Send(message, Answer.Expected with { AcceptsSignedResponseOnly = true }).Refusal);
    }

    [Fact]
    public void Messages_signed_in_the_usual_ways_are_accepted()
    {
        Answer.Send(Answer.Signed).AssertAccepted();
        Answer.Send(SignedTwice).AssertAccepted();
        Answer.Send(Signer.Sign(Answer.Response, "_a1", new() { KeyInfo = Keys.Provider })).AssertAccepted();
        Answer.Send(Signer.Sign(Answer.Response, "_a1", new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform("xs xsi #default")] })).AssertAccepted();
        // What a signature brings along is not even read.
        foreach (var keyInfo in new[] { "<X509Data/>", "<KeyName>x</KeyName>", "<X509Data><X509Certificate>!</X509Certificate></X509Data>", "<KeyValue><RSAKeyValue><Modulus>AA==</Modulus></RSAKeyValue></KeyValue>", "<RetrievalMethod URI=\"http://127.0.0.1:1/\"/>", "" })
        {
            var message = Answer.Signed.Change("</SignatureValue>", $"</SignatureValue><KeyInfo>{keyInfo}</KeyInfo>");
            Answer.Send(message).AssertAccepted();
            Answer.Send(Signer.Sign(message, "_r1")).AssertAccepted();
        }

        // Namespaces that only the response declares, used by values of the assertion alone.
        var inherited = Answer.Response.Change(" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ID=\"_a1\"", " ID=\"_a1\"");
        Answer.Send(Signer.Sign(inherited, "_a1", new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform("xs")] })).AssertAccepted();
        Answer.Send(Signer.Sign(Signer.Sign(inherited, "_a1"), "_r1")).AssertAccepted();
        // Line breaks and blanks between elements, as people indent.
        Answer.Send(Signer.Sign(Answer.Response.Replace("><saml:", ">\r\n  <saml:", StringComparison.Ordinal), "_a1")).AssertAccepted();
    }

    [Theory]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#sha384")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha512")]
    public void Each_algorithm_of_the_list_is_accepted(string method, string digest) => Answer.Send(Signer.Sign(Answer.Response, "_a1", new() { Method = method, Digest = digest })).AssertAccepted();

    [Fact]
    public void A_response_that_is_signed_alone_counts_only_where_the_administrator_says_so()
    {
        var message = Signer.Sign(Answer.Response, "_r1");
        Answer.Send(message).AssertRefused(SamlRefusal.SignatureMissing);
        var expected = Answer.Expected with { AcceptsSignedResponseOnly = true };
        Answer.Send(message, expected).AssertAccepted();
        Answer.Send(message.Replace(Answer.Person, Victim, StringComparison.Ordinal), expected).AssertRefused(SamlRefusal.SignatureInvalid);
        Answer.Send(Answer.Response, expected).AssertRefused(SamlRefusal.SignatureMissing);
        // The wrong signature of an assertion spoils the right one of its response.
        var spoiled = Answer.Signed.Change(Answer.Person, Victim);
        Answer.Send(Signer.Sign(spoiled, "_r1"), expected).AssertRefused(SamlRefusal.SignatureInvalid);
    }

    public static TheoryData<string, string, SamlRefusal> Signers => new()
    {
        { "SHA-1 signature", With(new() { Method = SignedXml.XmlDsigRSASHA1Url }), SamlRefusal.SignatureAlgorithmForbidden },
        { "SHA-1 digest", With(new() { Digest = SignedXml.XmlDsigSHA1Url }), SamlRefusal.DigestAlgorithmForbidden },
        { "HMAC with the certificate as key", Hmac(), SamlRefusal.SignatureAlgorithmForbidden },
        { "HMAC cut short", Hmac().Change("#hmac-sha256\" />", "#hmac-sha256\"><HMACOutputLength>8</HMACOutputLength></SignatureMethod>"), SamlRefusal.SignatureShapeWrong },
        { "an unknown algorithm", Answer.Signed.Change("#rsa-sha256", "#ecdsa-sha256"), SamlRefusal.SignatureAlgorithmForbidden },
        { "another spelling of one", Answer.Signed.Change("#rsa-sha256", "#RSA-SHA256"), SamlRefusal.SignatureAlgorithmForbidden },
        { "canonicalization with comments", With(new() { Canonicalization = SignedXml.XmlDsigExcC14NWithCommentsTransformUrl }), SamlRefusal.CanonicalizationForbidden },
        { "inclusive canonicalization", With(new() { Canonicalization = SignedXml.XmlDsigC14NTransformUrl }), SamlRefusal.CanonicalizationForbidden },
        { "a transform with comments", With(new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NWithCommentsTransform()] }), SamlRefusal.SignatureTransformForbidden },
        { "inclusive transform", With(new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigC14NTransform()] }), SamlRefusal.SignatureTransformForbidden },
        { "only the enveloped transform", With(new() { Transforms = [new XmlDsigEnvelopedSignatureTransform()] }), SamlRefusal.SignatureTransformForbidden },
        { "no transform", Answer.Signed.Without("<Transforms>", "</Transforms>"), SamlRefusal.SignatureShapeWrong },
        { "three transforms", With(new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform(), new XmlDsigExcC14NTransform()] }), SamlRefusal.SignatureTransformForbidden },
        { "the two the wrong way round", With(new() { Transforms = [new XmlDsigExcC14NTransform(), new XmlDsigEnvelopedSignatureTransform()] }), SamlRefusal.SignatureTransformForbidden },
        { "base64", Answer.Signed.Change("http://www.w3.org/2001/10/xml-exc-c14n#\" /></Transforms>", "http://www.w3.org/2000/09/xmldsig#base64\" /></Transforms>"), SamlRefusal.SignatureTransformForbidden },
        { "XPath", With(new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), XPath(), new XmlDsigExcC14NTransform()] }), SamlRefusal.SignatureTransformForbidden },
        { "XSLT", Answer.Signed.Change("<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\" />", "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"><x xmlns=\"urn:x\"/></Transform>"), SamlRefusal.SignatureTransformForbidden },
        { "decryption as a transform", Answer.Signed.Change("2001/10/xml-exc-c14n#\" /></Transforms>", "2002/07/decrypt#XML\" /></Transforms>"), SamlRefusal.SignatureTransformForbidden },
        { "too many prefixes", With(new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform(string.Join(' ', Enumerable.Range(0, 17).Select(n => $"p{n}")))] }), SamlRefusal.SignatureTransformForbidden },
        { "a list of prefixes that is no list", With(new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform("a<b")] }), SamlRefusal.SignatureTransformForbidden },
        { "prefixes for the enveloped transform", Answer.Signed.Change("xmldsig#enveloped-signature\" />", $"xmldsig#enveloped-signature\">{Prefixes("xs")}</Transform>"), SamlRefusal.SignatureTransformForbidden },
        { "too many prefixes for the canonicalization", Answer.Signed.Change("<CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\" />", $"<CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">{Prefixes(string.Join(' ', Enumerable.Range(0, 17).Select(n => $"p{n}")))}</CanonicalizationMethod>"), SamlRefusal.CanonicalizationForbidden },
        { "the whole document", With(new() { Uri = _ => "" }), SamlRefusal.SignatureReferenceWrong },
        { "the document's root by XPointer", With(new() { Uri = _ => "#xpointer(/)" }), SamlRefusal.SignatureReferenceWrong },
        { "the assertion by XPointer", With(new() { Uri = id => $"#xpointer(id('{id}'))" }), SamlRefusal.SignatureReferenceWrong },
        { "no URI", Answer.Signed.Change(" URI=\"#_a1\"", ""), SamlRefusal.SignatureShapeWrong },
        { "an address", Answer.Signed.Change("URI=\"#_a1\"", "URI=\"http://127.0.0.1:1/\""), SamlRefusal.SignatureReferenceWrong },
        { "a type", Answer.Signed.Change("URI=\"#_a1\"", "URI=\"#_a1\" Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\""), SamlRefusal.SignatureShapeWrong },
        { "two references", With(new() { More = signed => signed.AddReference(Second()) }), SamlRefusal.SignatureShapeWrong },
        { "an object", With(new() { More = signed => signed.AddObject(new DataObject("_o", "", "", Element("<x/>"))) }), SamlRefusal.SignatureShapeWrong },
        { "no value", Answer.Signed.Without("<SignatureValue>", "</SignatureValue>"), SamlRefusal.SignatureShapeWrong },
        { "an empty value", Answer.Signed.Change(Answer.Signed.Between("<SignatureValue>", "</SignatureValue>"), "<SignatureValue/>"), SamlRefusal.SignatureInvalid },
        { "an empty signature", Answer.Signed.Change(Answer.Signed.Between("<Signature", "</Signature>"), "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>"), SamlRefusal.SignatureShapeWrong },
        { "two SignedInfo", Answer.Signed.Change("<SignedInfo>", Answer.Signed.Between("<SignedInfo>", "</SignedInfo>") + "<SignedInfo>"), SamlRefusal.SignatureShapeWrong },
        { "two digests", Answer.Signed.Change("<DigestValue>", "<DigestValue>AAAA</DigestValue><DigestValue>"), SamlRefusal.SignatureShapeWrong },
        { "a digest that is no base64", Answer.Signed.Change("<DigestValue>", "<DigestValue>!"), SamlRefusal.SignatureShapeWrong },
        { "the digest of nothing", Answer.Signed.Change(Answer.Signed.Between("<DigestValue>", "</DigestValue>"), "<DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</DigestValue>"), SamlRefusal.DigestEmpty },
        { "a part of the assertion alone", Answer.Signed.Change("URI=\"#_a1\"", "URI=\"#_n1\"").Change("<saml:Subject>", "<saml:Subject ID=\"_n1\">"), SamlRefusal.StructureWrong },
        { "an attacker's key, its certificate inside", With(new() { Key = Keys.Attacker, KeyInfo = Keys.Attacker }), SamlRefusal.SignatureInvalid },
        { "an attacker's key, the provider's certificate inside", With(new() { Key = Keys.Attacker, KeyInfo = Keys.Provider }), SamlRefusal.SignatureInvalid },
        { "another certificate of the provider's name", With(new() { Key = Namesake, KeyInfo = Namesake }), SamlRefusal.SignatureInvalid },
    };

    [Theory]
    [MemberData(nameof(Signers))]
    public void ASVS_6_8_2_A_signature_of_another_shape_is_refused(string what, string message, SamlRefusal refusal)
    {
        Assert.NotEqual("", what);
        Answer.Send(message).AssertRefused(refusal);
    }

    [Fact]
    public void The_framework_alone_would_have_taken_many_of_them()
    {
        // Should one of these ever fail, the framework has become stricter and a rule of ours may have lost its point.
        Assert.True(FrameworkAccepts(With(new() { Uri = _ => "" })));
        Assert.True(FrameworkAccepts(With(new() { Method = SignedXml.XmlDsigRSASHA1Url, Digest = SignedXml.XmlDsigSHA1Url })));
        Assert.True(FrameworkAccepts(With(new() { Transforms = [new XmlDsigEnvelopedSignatureTransform()] })));
        Assert.True(FrameworkAccepts(With(new() { More = signed => signed.AddObject(new DataObject("_o", "", "", Element("<x/>"))) })));
        Assert.True(FrameworkAccepts(Answer.Signed.Change(Answer.Person, "ada@acme.example<!---->.evil.example").Change("<!---->.evil.example", "<!---->")));
    }

    [Fact]
    public void The_framework_bound_to_an_element_digests_that_and_no_other()
    {
        // The genuine signature in the forged assertion, the genuine assertion somewhere behind: the framework looks that up.
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(Answer.Signed.Change(Genuine, Signed(Forged) + Answer.Assertion));
        var forged = (XmlElement)document.GetElementsByTagName("Assertion", "urn:oasis:names:tc:SAML:2.0:assertion")[0]!;
        Assert.Contains(Victim, forged.InnerText, StringComparison.Ordinal);
        Assert.True(Check(new SignedXml(document), forged));
        Assert.ThrowsAny<CryptographicException>(() => Check(new BoundSignedXml(forged), forged));
    }

    [Fact]
    public void Only_the_certificates_given_count_and_four_at_most()
    {
        var others = Enumerable.Range(0, 4).Select(n => Keys.Of($"old {n}").Trusted()).ToList();
        Answer.Send(Answer.Signed, Answer.Expected with { Certificates = [.. others.Take(3), Keys.Provider.Trusted()] }).AssertAccepted();
        Answer.Send(Answer.Signed, Answer.Expected with { Certificates = others }).AssertRefused(SamlRefusal.SignatureInvalid);
        Answer.Send(Answer.Signed, Answer.Expected with { Certificates = [.. others, Keys.Provider.Trusted()] }).AssertRefused(SamlRefusal.SignatureInvalid);
    }

    [Fact]
    public void An_expired_certificate_still_counts_and_the_check_says_so()
    {
        var old = Keys.Of("expired", years: -1);
        var outcome = Answer.Send(With(new() { Key = old }), Answer.Expected with { Certificates = [old.Trusted()] });
        outcome.AssertAccepted();
        Assert.Contains("expired", Assert.Single(outcome.Checks, check => check.Check == SamlRefusal.SignatureInvalid).Got, StringComparison.Ordinal);
    }

    private static X509Certificate2 Namesake { get; } = Keys.Make("provider");

    private static string SignedResponse { get; } = Signer.Sign(Answer.Response, "_r1");

    private static string SignedTwice { get; } = Signer.Sign(Answer.Signed, "_r1");

    private static string SignatureOfResponse => SignedResponse.Between("<Signature", "</Signature>");

    private static string OriginalResponse => SignedResponse.Change(SignatureOfResponse, "");

    private static string InForgedSignature(string original) =>
        ForgedResponse.Change("<samlp:Status>", SignatureOfResponse.Change("</Signature>", original.Change(SignatureOfResponse, "") + "</Signature>") + "<samlp:Status>");

    private static string Signed(string assertion) => assertion.Change("<saml:Subject>", Signature + "<saml:Subject>");

    private static string Prefixes(string list) => $"<InclusiveNamespaces xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{list}\" />";

    private static string With(Signer signer) => Signer.Sign(Answer.Response, "_a1", signer);

    private static Reference Second()
    {
        var reference = new Reference("#_a1") { DigestMethod = SignedXml.XmlDsigSHA256Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        return reference;
    }

    private static XmlDsigXPathTransform XPath()
    {
        var transform = new XmlDsigXPathTransform();
        transform.LoadInnerXml(Element("<XPath xmlns=\"http://www.w3.org/2000/09/xmldsig#\">true()</XPath>").SelectNodes(".")!);
        return transform;
    }

    private static XmlElement Element(string xml)
    {
        var document = new XmlDocument();
        document.LoadXml(xml);
        return document.DocumentElement!;
    }

    /// <summary>Signed with what everybody knows of the provider: the bytes of its certificate.</summary>
    private static string Hmac()
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(Answer.Response);
        var signing = new SignedXml(document);
        signing.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signing.AddReference(Second());
        using var key = new HMACSHA256(Keys.Provider.RawData);
        signing.ComputeSignature(key);
        return Signed(Answer.Response.Between("<saml:Assertion", "</saml:Assertion>"), signing.GetXml().OuterXml);
    }

    private static string Signed(string assertion, string signature) => Answer.Response.Change(assertion, assertion.Change("<saml:Subject>", signature + "<saml:Subject>"));

    private static bool FrameworkAccepts(string xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(xml);
        return Check(new SignedXml(document), (XmlElement)document.GetElementsByTagName("Assertion", "urn:oasis:names:tc:SAML:2.0:assertion")[0]!);
    }

    private static bool Check(SignedXml check, XmlElement assertion)
    {
        using var key = Keys.Provider.GetRSAPublicKey();
        check.LoadXml((XmlElement)assertion.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!);
        return check.CheckSignature(key!);
    }
}
