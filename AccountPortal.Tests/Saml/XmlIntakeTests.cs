using System.Text;
using AccountPortal.Saml;

namespace AccountPortal.Tests.Saml;

/// <summary>What arrives, before any of it is believed: size, base64, encoding, and XML that is only elements and text.</summary>
public class XmlIntakeTests
{
    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]>", SamlRefusal.DoctypePresent)]
    [InlineData("<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">", SamlRefusal.DoctypePresent)]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>", SamlRefusal.DoctypePresent)]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"<x a='>'/>\">]>", SamlRefusal.DoctypePresent)]
    [InlineData("<!-- a comment -->", SamlRefusal.MarkupForbidden)]
    [InlineData("<?instruction ?>", SamlRefusal.MarkupForbidden)]
    [InlineData("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>", SamlRefusal.EncodingWrong)]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-7\"?>", SamlRefusal.EncodingWrong)]
    [InlineData("<?xml version=\"1.1\"?>", SamlRefusal.NotWellFormed)]
    [InlineData("\uFEFF", SamlRefusal.EncodingWrong)]
    [InlineData("x", SamlRefusal.NotWellFormed)]
    [InlineData("<x/>", SamlRefusal.NotWellFormed)]
    public void Before_the_root_there_is_a_declaration_or_nothing(string before, SamlRefusal refusal)
    {
        Answer.Send("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + Answer.Signed).AssertAccepted();
        Answer.Send(before + Answer.Signed).AssertRefused(refusal);
    }

    [Theory]
    // Each of these leaves the framework's view of the signature as it is, or splits the text that is read.
    [InlineData("ada@acme.example<!-- -->.evil.example", SamlRefusal.MarkupForbidden)]
    [InlineData("<![CDATA[ada@acme.example]]>", SamlRefusal.MarkupForbidden)]
    [InlineData("ada@acme.example<?x y?>.evil.example", SamlRefusal.MarkupForbidden)]
    [InlineData("ada@acme.example&evil;", SamlRefusal.NotWellFormed)]
    [InlineData("ada@acme.example\u0001", SamlRefusal.NotWellFormed)]
    [InlineData("ada@acme.example&#1;", SamlRefusal.NotWellFormed)]
    [InlineData("ada@acme.example\0", SamlRefusal.EncodingWrong)]
    [InlineData("ada@acme.example<b>x</b>", SamlRefusal.ElementUnknown)]
    public void Text_is_text(string name, SamlRefusal refusal) => Answer.Send(Answer.Signed.Change(Answer.Person, name)).AssertRefused(refusal);

    [Fact]
    public void References_to_characters_are_what_they_stand_for()
    {
        // The signature covers the character; so does the reader.
        Assert.Equal(Answer.Person, Answer.Send(Answer.Signed.Change("ada@acme", "&#97;da@&#x61;cme")).AssertAccepted().NameId.Value);
        Assert.Equal("o'x&<y>@acme.example", Answer.Send(Signer.Sign(Answer.Response.Change(Answer.Person, "o&apos;x&amp;&lt;y&gt;@acme.example"), "_a1")).AssertAccepted().NameId.Value);
    }

    [Fact]
    public void A_comment_in_the_digest_is_refused() => Answer.Send(Answer.Signed.Change("<DigestValue>", "<DigestValue><!--x-->")).AssertRefused(SamlRefusal.MarkupForbidden);

    public static TheoryData<string, byte[]> WrongBytes => new()
    {
        { "UTF-16", Encoding.Unicode.GetBytes(Answer.Signed) },
        { "UTF-16 with its mark", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Answer.Signed)] },
        { "UTF-32", Encoding.UTF32.GetBytes(Answer.Signed) },
        { "a byte that is no UTF-8", [.. Encoding.UTF8.GetBytes(Answer.Signed), 0xC0] },
        { "an overlong <", [0xC0, 0xBC, .. Encoding.UTF8.GetBytes(Answer.Signed)] },
        { "half a pair", [0xED, 0xA0, 0x80, .. Encoding.UTF8.GetBytes(Answer.Signed)] },
    };

    [Theory]
    [MemberData(nameof(WrongBytes))]
    public void Only_UTF_8_is_read(string what, byte[] bytes)
    {
        Assert.NotEqual("", what);
        Answer.Send(bytes).AssertRefused(SamlRefusal.EncodingWrong);
    }

    [Fact]
    public void Base64_is_the_plain_alphabet_with_line_breaks()
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(Answer.Signed + new string(' ', 3 - (Encoding.UTF8.GetByteCount(Answer.Signed) % 3) + 1)));
        Answer.Send(Answer.Form(("SAMLResponse", string.Join("\r\n", text.Chunk(76).Select(line => new string(line)))))).AssertAccepted();
        foreach (var wrong in new[] { "", "=", "%", text[1..], text + "====", text.Replace('+', '-') + "-___", text + "\u00A0", text.Insert(8, "\0"), "ä" })
        {
            Answer.Send(Answer.Form(("SAMLResponse", wrong))).AssertRefused(SamlRefusal.Base64Wrong);
        }
    }

    [Fact]
    public void A_message_has_a_size()
    {
        var room = (256 * 1024) - Encoding.UTF8.GetByteCount(Answer.Signed);
        Answer.Send(Answer.Signed + new string(' ', room)).AssertAccepted();
        Answer.Send(Answer.Signed + new string(' ', room + 1)).AssertRefused(SamlRefusal.TooLarge);
        Answer.Send(Answer.Form(("SAMLResponse", new string('A', 1_000_000)))).AssertRefused(SamlRefusal.TooLarge);
    }

    public static TheoryData<string, string, SamlRefusal> Bombs => new()
    {
        { "depth", string.Concat(Enumerable.Repeat("<a>", 40_000)) + "x" + string.Concat(Enumerable.Repeat("</a>", 20_000)), SamlRefusal.TooComplex },
        { "depth without end", string.Concat(Enumerable.Repeat("<a>", 80_000)), SamlRefusal.TooComplex },
        { "33 levels", string.Concat(Enumerable.Repeat("<a>", 33)) + string.Concat(Enumerable.Repeat("</a>", 33)), SamlRefusal.TooComplex },
        { "32 levels", string.Concat(Enumerable.Repeat("<a>", 32)) + string.Concat(Enumerable.Repeat("</a>", 32)), SamlRefusal.RootWrong },
        { "elements", $"<a>{string.Concat(Enumerable.Repeat("<a/>", 2_500))}</a>", SamlRefusal.TooComplex },
        { "attributes of all elements", $"<a>{string.Concat(Enumerable.Repeat("<a b='' c='' d='' e=''/>", 1_251))}</a>", SamlRefusal.TooComplex },
        { "5,000 attributes", $"<a>{string.Concat(Enumerable.Repeat("<a b='' c='' d='' e=''/>", 1_250))}</a>", SamlRefusal.RootWrong },
        { "2,500 elements", $"<a>{string.Concat(Enumerable.Repeat("<a/>", 2_499))}</a>", SamlRefusal.RootWrong },
        { "attributes", $"<a {string.Join(' ', Enumerable.Range(0, 20_000).Select(n => $"a{n}=''"))}/>", SamlRefusal.TooComplex },
        { "32 attributes", $"<a {string.Join(' ', Enumerable.Range(0, 32).Select(n => $"a{n}=''"))}/>", SamlRefusal.RootWrong },
        { "33 attributes", $"<a {string.Join(' ', Enumerable.Range(0, 33).Select(n => $"a{n}=''"))}/>", SamlRefusal.TooComplex },
        { "one attribute twenty thousand times", $"<a {string.Join(' ', Enumerable.Repeat("a=''", 20_000))}/>", SamlRefusal.NotWellFormed },
        { "an attribute of 200 KB", $"<a a='{new string('a', 200_000)}'/>", SamlRefusal.TooComplex },
        { "namespaces of an element", $"<a {string.Join(' ', Enumerable.Range(0, 10_000).Select(n => $"xmlns:a{n}='urn:x'"))}/>", SamlRefusal.TooComplex },
        { "namespaces in scope", string.Concat(Enumerable.Range(0, 3).Select(level => $"<a {string.Join(' ', Enumerable.Range(0, 30).Select(n => $"xmlns:a{level}{n}='urn:x'"))}>")) + "</a></a></a>", SamlRefusal.TooComplex },
        { "namespaces in all", $"<a>{string.Concat(Enumerable.Repeat("<a xmlns:a='urn:a' xmlns:b='urn:b' xmlns:c='urn:c'/>", 2_100))}</a>", SamlRefusal.TooComplex },
        { "a long namespace", $"<a xmlns='urn:{new string('x', 300)}'/>", SamlRefusal.TooComplex },
        { "a namespace used too often", $"<a xmlns='urn:{new string('x', 252)}'>{string.Concat(Enumerable.Repeat("<a/>", 2_048))}</a>", SamlRefusal.TooComplex },
        { "a namespace used often enough", $"<a xmlns='urn:{new string('x', 252)}'>{string.Concat(Enumerable.Repeat("<a/>", 2_047))}</a>", SamlRefusal.RootWrong },
        { "a namespace used too often by attributes", $"<a xmlns:x='urn:{new string('x', 252)}'>{string.Concat(Enumerable.Repeat("<a x:a='' x:b=''/>", 1_025))}</a>", SamlRefusal.TooComplex },
        { "a relative namespace", "<a xmlns='1'/>", SamlRefusal.NamespaceWrong },
        { "a namespace of a folder", "<a xmlns:x='../x'/>", SamlRefusal.NamespaceWrong },
        { "a namespace of a path with a colon", "<a xmlns:x='a/b:c'/>", SamlRefusal.NamespaceWrong },
        { "a namespace that begins with a digit", "<a xmlns:x='1:x'/>", SamlRefusal.NamespaceWrong },
        { "an absolute namespace", "<a xmlns:x='Urn+a.b-1:x'/>", SamlRefusal.RootWrong },
        { "a namespace of a path", "<a xmlns:x='/x'/>", SamlRefusal.NamespaceWrong },
        { "entities", "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><a>&c;</a>", SamlRefusal.DoctypePresent },
        { "an open text", $"<a>{new string('x', 250_000)}", SamlRefusal.NotWellFormed },
        { "a name of 200 KB", $"<{new string('a', 200_000)}/>", SamlRefusal.RootWrong },
        { "nothing but blanks", new string(' ', 250_000), SamlRefusal.NotWellFormed },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void What_is_made_to_cost_is_refused_before_it_does(string what, string message, SamlRefusal refusal)
    {
        Answer.Send(message).AssertRefused(refusal);
        // As part of an answer, too, where blanks are free.
        var outcome = Answer.Send(Answer.Signed.Change("<samlp:Status>", $"<samlp:Extensions>{message}</samlp:Extensions><samlp:Status>"));
        Assert.True(refusal == SamlRefusal.RootWrong || string.IsNullOrWhiteSpace(message) || outcome.Refusal is not null, what);
    }

    [Theory]
    [InlineData("samlp:LogoutResponse")]
    [InlineData("samlp:response")]
    [InlineData("saml:Response")]
    public void Another_message_is_no_answer(string name) => Answer.Send(Answer.Signed.Change("<samlp:Response ", $"<{name} ").Change("</samlp:Response>", $"</{name}>")).AssertRefused(SamlRefusal.RootWrong);

    [Fact]
    public void A_signed_assertion_alone_is_no_answer() => Answer.Send(Answer.Signed.Between("<saml:Assertion", "</saml:Assertion>")).AssertRefused(SamlRefusal.RootWrong);

    [Theory]
    [InlineData("<samlp:Response ", "<samlp:Response Unknown=\"x\" ", SamlRefusal.StructureWrong)]
    [InlineData("<samlp:Response ", "<samlp:Response saml:x=\"x\" ", SamlRefusal.StructureWrong)]
    [InlineData("<samlp:Status>", "<samlp:Status>text", SamlRefusal.StructureWrong)]
    [InlineData("<samlp:Status>", "<samlp:Status><samlp:Unknown/>", SamlRefusal.StructureWrong)]
    [InlineData("<samlp:Status>", "<x xmlns=\"urn:x\"/><samlp:Status>", SamlRefusal.ElementUnknown)]
    [InlineData("<saml:Subject>", "<saml:Subject/><saml:Subject>", SamlRefusal.StructureWrong)]
    [InlineData(" Version=\"2.0\" IssueInstant=\"2026-05-04T10:00:00Z\"", "", SamlRefusal.StructureWrong)]
    [InlineData("<saml:Audience>https", "<saml:Audience><saml:Audience/>https", SamlRefusal.StructureWrong)]
    public void The_grammar_is_closed(string from, string to, SamlRefusal refusal) => Answer.Send(Answer.Signed.Change(from, to)).AssertRefused(refusal);
}
