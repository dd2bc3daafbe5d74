using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AccountPortal.Saml;

namespace AccountPortal.Tests.Saml;

/// <summary>Whatever is posted to where companies post, of any size or shape: it is refused with a number to quote, and nothing breaks.</summary>
public class PostedShapeTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Plain = "application/x-www-form-urlencoded";
    private static readonly string Message = Convert.ToBase64String(Encoding.UTF8.GetBytes(Answer.Signed));
    private static readonly string Encoded = Uri.EscapeDataString(Message);

    public static TheoryData<string, string, string?, HttpStatusCode, SamlRefusal> Shapes => new()
    {
        { "nothing", "", Plain, HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong },
        { "nothing of no kind", "", null, HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong },
        { "another field", "SAMLart=x", Plain, HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong },
        { "JSON", "{\"SAMLResponse\":\"x\"}", "application/json", HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong },
        { "XML", Answer.Signed, "text/xml", HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong },
        { "a form in parts", $"--b\r\nContent-Disposition: form-data; name=\"SAMLResponse\"\r\n\r\n{Message}\r\n--b--\r\n", "multipart/form-data; boundary=b", HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong },
        { "a form in parts that has no boundary", "x", "multipart/form-data", HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong },
        { "too much", $"SAMLResponse={new string('A', 1024 * 1024)}", Plain, HttpStatusCode.Forbidden, SamlRefusal.TooLarge },
        { "a field too long", $"SAMLResponse={new string('A', 450 * 1024)}", Plain, HttpStatusCode.Forbidden, SamlRefusal.TooLarge },
        { "a message too long", $"SAMLResponse={new string('A', 400 * 1024)}", Plain, HttpStatusCode.Forbidden, SamlRefusal.TooLarge },
        { "a name too long", $"{new string('A', 101)}=&SAMLResponse={Encoded}", Plain, HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong },
        { "too many fields", string.Join('&', Enumerable.Range(0, 21).Select(i => $"f{i}=")) + $"&SAMLResponse={Encoded}", Plain, HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong },
        { "two messages", $"SAMLResponse={Encoded}&SAMLResponse={Encoded}", Plain, HttpStatusCode.Forbidden, SamlRefusal.FormParametersWrong },
        { "an answer and a request", $"SAMLResponse={Encoded}&SAMLRequest={Encoded}", Plain, HttpStatusCode.Forbidden, SamlRefusal.FormParametersWrong },
        { "an empty message", "SAMLResponse=", Plain, HttpStatusCode.Forbidden, SamlRefusal.Base64Wrong },
        { "bytes that no form has", "SAMLResponse=%00", Plain, HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong },
        { "no base64", "SAMLResponse=%FF%ED%A0%80", Plain, HttpStatusCode.Forbidden, SamlRefusal.Base64Wrong },
        { "another alphabet", $"SAMLResponse={Encoded}", Plain + "; charset=utf-16", HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong },
        { "an alphabet that nobody knows", "SAMLResponse=A", Plain + "; charset=nonsense", HttpStatusCode.Forbidden, SamlRefusal.Base64Wrong },
        { "bytes that are no text", $"SAMLResponse={Uri.EscapeDataString(Convert.ToBase64String([0xFF, 0xFE, 0x00]))}", Plain, HttpStatusCode.Forbidden, SamlRefusal.EncodingWrong },
        { "no XML", $"SAMLResponse={Uri.EscapeDataString(Convert.ToBase64String("hello"u8))}", Plain, HttpStatusCode.Forbidden, SamlRefusal.NotWellFormed },
        { "a whole message, from long ago", $"SAMLResponse={Encoded}", Plain, HttpStatusCode.Forbidden, SamlRefusal.IssueInstantWrong },
    };

    [Theory, MemberData(nameof(Shapes))]
    public async Task It_is_refused_with_a_number_to_quote(string what, string body, string? type, HttpStatusCode status, SamlRefusal reason)
    {
        var company = await TestCompany.StartAsync(app);
        Assert.NotEmpty(what);
        var page = await SendAsync(company.AcsPath, body, type);
        Assert.Equal((status, reason.ToString()), (page.Status, await company.LastRefusalAsync()));
        Assert.Matches("Number to quote: <code>[0-9A-F]{12}</code>", page.Text);
    }

    [Theory]
    [InlineData("SAMLRequest=", HttpStatusCode.Forbidden, SamlRefusal.Base64Wrong)]
    [InlineData("x=", HttpStatusCode.BadRequest, SamlRefusal.FormParametersWrong)]
    [InlineData("large", HttpStatusCode.Forbidden, SamlRefusal.TooLarge)]
    public async Task So_it_is_where_companies_post_their_sign_outs(string body, HttpStatusCode status, SamlRefusal reason)
    {
        var company = await TestCompany.StartAsync(app);
        var page = await SendAsync($"/saml/{company.Slug}/logout", body == "large" ? $"SAMLRequest={new string('A', 1024 * 1024)}" : body, Plain);
        Assert.Equal((status, reason.ToString()), (page.Status, await company.LastRefusalAsync()));
        // What is in the address of a post is no message.
        page = await SendAsync($"/saml/{company.Slug}/logout?SAMLRequest=x&Signature=x&SigAlg=x", "", Plain);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    [Fact]
    public async Task A_large_company_with_many_groups_comes_in()
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        var groups = string.Concat(Enumerable.Range(0, 1200).Select(i => $"<saml:AttributeValue>{i:D6}{new string('g', 80)}</saml:AttributeValue>"));
        await company.SignInAsync(browser, change: xml => xml.Replace("<saml:AttributeValue>staff</saml:AttributeValue>", groups, StringComparison.Ordinal));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData(199)]
    [InlineData(299)]
    public async Task A_strangers_text_may_be_cut_anywhere(int before)
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        var odd = new string('x', before) + string.Concat(Enumerable.Repeat("\U0001F600", 200));
        await company.SignInAsync(browser, change: xml => xml.Replace("Destination=\"", $"Destination=\"{odd}", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.DestinationWrong)), (browser.Status, await company.LastRefusalAsync()));
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(string path, string body, string? type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Address, path)) { Content = content };
        (request.Headers.ExpectContinue, request.Version) = (true, HttpVersion.Version11);
        using var response = await app.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
