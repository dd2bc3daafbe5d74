using System.Security.Cryptography;
using AccountPortal.Saml;

namespace AccountPortal.Tests.Saml;

/// <summary>Encrypted assertions: those that are opened, and that encryption is never taken for a signature.</summary>
public class EncryptionTests
{
    private const string OaepSha256 = "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#rsa-oaep\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><xenc11:MGF xmlns:xenc11=\"http://www.w3.org/2009/xmlenc11#\" Algorithm=\"http://www.w3.org/2009/xmlenc11#mgf1sha256\"/></xenc:EncryptionMethod>";
    private const string Rsa15 = "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-1_5\"/>";
    private const string Cbc = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";

    private static string Genuine { get; } = Answer.Signed.Between("<saml:Assertion", "</saml:Assertion>");

    [Fact]
    public void An_assertion_that_was_signed_and_then_encrypted_is_opened()
    {
        var assertion = Answer.Send(With(new())).AssertAccepted();
        Assert.True(assertion.WasEncrypted);
        Assert.Equal(Answer.Person, assertion.NameId.Value);
        Answer.Send(With(new() { IsBeside = true })).AssertAccepted();
        Answer.Send(With(new() { DataMethod = "http://www.w3.org/2009/xmlenc11#aes128-gcm" })).AssertAccepted();
        Answer.Send(With(new() { KeyMethod = OaepSha256, Padding = RSAEncryptionPadding.OaepSHA256 })).AssertAccepted();
        Answer.Send(With(new() { KeyMethod = "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/>" })).AssertAccepted();
        Answer.Send(Signer.Sign(With(new()), "_r1")).AssertAccepted();
    }

    [Fact]
    public void The_next_certificate_opens_it_too()
    {
        var next = With(new() { For = Keys.NextPortal });
        Answer.Send(next, Answer.Expected with { DecryptionCertificates = [Keys.Portal, Keys.NextPortal] }).AssertAccepted();
        Answer.Send(next).AssertRefused(SamlRefusal.DecryptionFailed);
        Answer.Send(next, Answer.Expected with { DecryptionCertificates = [] }).AssertRefused(SamlRefusal.DecryptionFailed);
    }

    [Fact]
    public void Encryption_can_be_required()
    {
        var expected = Answer.Expected with { RequiresEncryption = true };
        Answer.Send(With(new()), expected).AssertAccepted();
        Answer.Send(Answer.Signed, expected).AssertRefused(SamlRefusal.EncryptionMissing);
    }

    [Fact]
    public void Encryption_is_no_signature()
    {
        // Anybody can encrypt a forgery for us.
        var forged = Answer.Response.Change(Answer.Assertion, new Encryptor().Encrypt(Answer.Assertion));
        Answer.Send(forged).AssertRefused(SamlRefusal.SignatureMissing);
        var lenient = Answer.Expected with { AcceptsSignedResponseOnly = true };
        Answer.Send(forged, lenient).AssertRefused(SamlRefusal.SignatureMissing);
        Answer.Send(Signer.Sign(forged, "_r1"), lenient).AssertAccepted();
        Answer.Send(Signer.Sign(forged, "_r1")).AssertRefused(SamlRefusal.SignatureMissing);
        Answer.Send(Answer.Response.Change(Answer.Assertion, new Encryptor().Encrypt(Genuine.Change(Answer.Person, "ceo@acme.example")))).AssertRefused(SamlRefusal.SignatureInvalid);
    }

    [Fact]
    public void CBC_counts_only_under_a_signature_that_covers_it()
    {
        var cbc = With(new() { DataMethod = Cbc });
        Answer.Send(cbc).AssertRefused(SamlRefusal.EncryptionAlgorithmForbidden);
        Answer.Send(Signer.Sign(cbc, "_r1")).AssertAccepted();
        Answer.Send(Signer.Sign(With(new() { DataMethod = "http://www.w3.org/2001/04/xmlenc#aes128-cbc" }), "_r1")).AssertAccepted();
        Answer.Send(Signer.Sign(cbc, "_r1", new() { Key = Keys.Attacker })).AssertRefused(SamlRefusal.SignatureInvalid);
        // What was altered under way never reaches the key.
        var signed = Signer.Sign(cbc, "_r1");
        var value = signed[signed.LastIndexOf("<xenc:CipherValue>", StringComparison.Ordinal)..].Between(">", "<");
        Answer.Send(signed.Change(value, ">" + Convert.ToBase64String(new byte[64]) + "<")).AssertRefused(SamlRefusal.SignatureInvalid);
    }

    public static TheoryData<string, string, SamlRefusal> Forbidden => new()
    {
        { "RSA 1.5", With(new() { KeyMethod = Rsa15, Padding = RSAEncryptionPadding.Pkcs1 }), SamlRefusal.EncryptionAlgorithmForbidden },
        { "a mixture of hashes", With(new() { KeyMethod = OaepSha256.Change("mgf1sha256", "mgf1sha1") }), SamlRefusal.EncryptionAlgorithmForbidden },
        { "SHA-256 where the mask is SHA-1", With(new() { KeyMethod = new Encryptor().KeyMethod.Change("2000/09/xmldsig#sha1", "2001/04/xmlenc#sha256") }), SamlRefusal.EncryptionAlgorithmForbidden },
        { "triple DES", With(new()).Change("http://www.w3.org/2009/xmlenc11#aes256-gcm", "http://www.w3.org/2001/04/xmlenc#tripledes-cbc"), SamlRefusal.EncryptionAlgorithmForbidden },
        { "two keys", With(new() { IsBeside = true }).Change("<xenc:CipherData>", $"<ds:KeyInfo>{With(new()).Between("<xenc:EncryptedKey>", "</xenc:EncryptedKey>")}</ds:KeyInfo><xenc:CipherData>"), SamlRefusal.EncryptionShapeWrong },
        { "no key", With(new()).Without("<ds:KeyInfo>", "</ds:KeyInfo>"), SamlRefusal.EncryptionShapeWrong },
        { "a key by reference", With(new()).Change(With(new()).Between("<ds:KeyInfo>", "<xenc:EncryptedKey>"), "<ds:KeyInfo><ds:RetrievalMethod URI=\"#x\"/><xenc:EncryptedKey>"), SamlRefusal.SignatureShapeWrong },
        { "a ciphertext by reference", With(new()).Change("<xenc:CipherValue>", "<xenc:CipherReference URI=\"http://127.0.0.1:1/\"/><xenc:CipherValue>"), SamlRefusal.EncryptionShapeWrong },
        { "an agreed key", With(new()).Change("<xenc:EncryptedKey>", "<xenc:AgreementMethod Algorithm=\"urn:x\"/><xenc:EncryptedKey>"), SamlRefusal.EncryptionShapeWrong },
        { "content instead of an element", With(new()).Change("xmlenc#Element", "xmlenc#Content"), SamlRefusal.EncryptionShapeWrong },
        { "two pieces of data", With(new()).Change("</xenc:EncryptedData>", $"</xenc:EncryptedData>{With(new()).Between("<xenc:EncryptedData", "</xenc:EncryptedData>")}"), SamlRefusal.EncryptionShapeWrong },
        { "an encrypted assertion beside one in the clear", With(new()).Change("</samlp:Response>", Genuine + "</samlp:Response>"), SamlRefusal.AssertionCountWrong },
        { "an encrypted attribute", Signer.Sign(Answer.Response.Change("<saml:Attribute ", "<saml:EncryptedAttribute/><saml:Attribute "), "_a1"), SamlRefusal.EncryptionShapeWrong },
        { "an encrypted assertion inside", With(new(), new Encryptor().Encrypt(Genuine)), SamlRefusal.DecryptedContentWrong },
        { "a response inside", With(new(), Answer.Signed), SamlRefusal.DecryptedContentWrong },
        { "two assertions inside", With(new(), Genuine + Genuine), SamlRefusal.NotWellFormed },
        { "a document type inside", With(new(), "<!DOCTYPE x []>" + Genuine), SamlRefusal.DoctypePresent },
        { "depth inside", With(new(), string.Concat(Enumerable.Repeat("<a>", 20_000))), SamlRefusal.TooComplex },
        { "nothing inside", With(new(), ""), SamlRefusal.EncodingWrong },
        { "an identifier of the response's inside", With(new(), Answer.Signed.Between("<saml:Assertion", "</saml:Assertion>")).Change("ID=\"_r1\"", "ID=\"_a1\""), SamlRefusal.IdentifierWrong },
        { "a ciphertext that is too short", With(new() { Spoil = _ => new byte[27] }), SamlRefusal.DecryptionFailed },
        { "a ciphertext that was altered", With(new() { Spoil = cipher => [.. cipher[..^1], (byte)(cipher[^1] ^ 1)] }), SamlRefusal.DecryptionFailed },
        { "a key for somebody else", With(new() { For = Keys.Attacker }), SamlRefusal.DecryptionFailed },
        { "a key that is too short", With(new() { DataMethod = "http://www.w3.org/2009/xmlenc11#aes128-gcm" }).Change("aes128-gcm", "aes256-gcm"), SamlRefusal.DecryptionFailed },
        { "a key that is no ciphertext", With(new()).Change(With(new()).Between("<xenc:EncryptedKey>", "<xenc:CipherValue>"), "").Change("<ds:KeyInfo>", "<ds:KeyInfo>" + With(new()).Between("<xenc:EncryptedKey>", "<xenc:CipherValue>") + "AAAA"), SamlRefusal.DecryptionFailed },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Other_encryption_is_refused(string what, string message, SamlRefusal refusal)
    {
        Assert.NotEqual("", what);
        Answer.Send(message).AssertRefused(refusal);
    }

    [Fact]
    public void A_wrong_key_a_wrong_padding_and_a_wrong_tag_look_alike()
    {
        var outcomes = new[]
        {
            With(new() { For = Keys.Attacker }),
            With(new() { Padding = RSAEncryptionPadding.Pkcs1 }),
            With(new() { Spoil = cipher => [.. cipher[..^1], (byte)(cipher[^1] ^ 1)] }),
        }.Select(message => Answer.Send(message).Checks[^1]).Distinct();
        Assert.Equal(SamlRefusal.DecryptionFailed, Assert.Single(outcomes).Check);
        foreach (var length in new[] { 8, 16, 24, 40 })
        {
            Answer.Send(Signer.Sign(With(new() { DataMethod = Cbc, Spoil = cipher => cipher[..length] }), "_r1")).AssertRefused(SamlRefusal.DecryptionFailed);
        }

        // Under a signature that was verified CBC may fail as well, in the same words.
        var padding = Answer.Send(Signer.Sign(With(new() { DataMethod = Cbc, Spoil = cipher => cipher[..^1] }), "_r1")).Checks[^1];
        Assert.Equal(Assert.Single(outcomes), padding);
    }

    private static string With(Encryptor encryptor, string? plain = null) => Answer.Response.Change(Answer.Assertion, encryptor.Encrypt(plain ?? Genuine));
}
