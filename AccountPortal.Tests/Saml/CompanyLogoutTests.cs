using System.Net;
using System.Security.Cryptography;
using System.Text;
using AccountPortal.Saml;
using AccountPortal.Saml.Providers;
using AccountPortal.Sessions.Cache;
using AngleSharp.Html.Dom;
using Npgsql;

namespace AccountPortal.Tests.Saml;

/// <summary>A company ends its people's sessions here, and nobody else's; ours ends with it where it wants to hear of it.</summary>
public class CompanyLogoutTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task A_company_ends_exactly_that_persons_sessions_of_its_own()
    {
        var (company, other) = (await TestCompany.StartAsync(app, LogsOut), await TestCompany.StartAsync(app, LogsOut));
        Browser[] meant = [await SignedInAsync(company), await SignedInAsync(company)];
        Browser[] spared = [await SignedInAsync(company, "grace"), await SignedInAsync(other), await app.SignInAsync(await app.NewPersonAsync())];

        var carrier = app.NewBrowser();
        carrier.FollowsRedirects = false;
        await TestCompany.CrossSiteAsync(carrier, () => PostAsync(carrier, company, Request(company)));
        Assert.Equal(HttpStatusCode.Found, carrier.Status);
        Assert.StartsWith(company.LogoutUrl + "?SAMLResponse=", carrier.Response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        foreach (var browser in meant)
        {
            Assert.False(await browser.IsSignedInAsync());
        }

        foreach (var browser in spared)
        {
            Assert.True(await browser.IsSignedInAsync());
        }
    }

    [Fact]
    public async Task By_the_redirect_binding_too_and_only_the_session_that_is_named()
    {
        var company = await TestCompany.StartAsync(app, LogsOut);
        var (named, another) = (await SignedInAsync(company), await SignedInAsync(company, index: "_s7"));
        var carrier = app.NewBrowser();
        carrier.FollowsRedirects = false;
        await carrier.GoAsync($"/saml/{company.Slug}/logout?{Query(Request(company, "_s7"))}");
        Assert.Equal(HttpStatusCode.Found, carrier.Status);
        Assert.True(await named.IsSignedInAsync());
        Assert.False(await another.IsSignedInAsync());
    }

    [Fact]
    public async Task What_comes_by_a_redirect_is_answered_when_the_node_has_heard_what_changed_like_any_post()
    {
        var company = await TestCompany.StartAsync(app, LogsOut);
        var asked = 0;
        await using var connection = new NpgsqlConnection(app.Database.ConnectionString);
        connection.Notification += (_, told) => asked += told.Payload[0] == 'q' ? 1 : 0;
        await connection.OpenAsync();
        await ExecuteAsync($"listen {ChangeFeed.Channel}");

        var browser = app.NewBrowser();
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        browser.FollowsRedirects = false;
        await AsksOnceAsync(() => company.PostAsync(browser, company.Asked(browser)));
        await AsksOnceAsync(() => browser.GoAsync($"/saml/{company.Slug}/finish"));
        await AsksOnceAsync(() => browser.GoAsync($"/saml/{company.Slug}/logout?{Query(Request(company))}"));

        async Task AsksOnceAsync(Func<Task> act)
        {
            var before = asked;
            await act();
            Assert.True(browser.Status is HttpStatusCode.Found or HttpStatusCode.SeeOther, $"{browser.Status}");
            await Eventually.IsTrueAsync("the node has asked", async () =>
            {
                await ExecuteAsync("select 1");
                return asked == before + 1;
            });
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task What_is_unsigned_replayed_of_another_company_or_for_another_name_ends_nothing()
    {
        var (company, other) = (await TestCompany.StartAsync(app, LogsOut), await TestCompany.StartAsync(app, LogsOut));
        var browser = await SignedInAsync(company);
        var carrier = app.NewBrowser();

        await PostRawAsync(carrier, company, Request(company));
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.SignatureMissing)), (carrier.Status, await company.LastRefusalAsync()));
        await PostAsync(carrier, company, Request(other));
        Assert.Equal(HttpStatusCode.Forbidden, carrier.Status);
        // The other company's own, with a name that is only spelt alike.
        carrier.FollowsRedirects = false;
        await PostAsync(carrier, other, Request(other).Change(other.Address(), company.Address()));
        await PostAsync(carrier, company, Request(company).Change("<saml:NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">", "<saml:NameID>"));
        Assert.True(await browser.IsSignedInAsync());

        var request = Request(company);
        await PostAsync(carrier, company, request);
        Assert.False(await browser.IsSignedInAsync());
        var back = await SignedInAsync(company);
        await PostAsync(carrier, company, request);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.Replayed)), (carrier.Status, await company.LastRefusalAsync()));
        await company.ChangeAsync(provider => provider.DisabledAt = app.Clock.GetUtcNow());
        await PostAsync(carrier, company, Request(company));
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.ProviderDisabled)), (carrier.Status, await company.LastRefusalAsync()));
        await company.ChangeAsync(provider => provider.DisabledAt = null);
        Assert.True(await back.IsSignedInAsync());
    }

    [Fact]
    public async Task Signing_out_here_goes_on_to_the_company_and_takes_its_answer_once()
    {
        var company = await TestCompany.StartAsync(app, LogsOut);
        var browser = await SignedInAsync(company);
        await browser.GoAsync("/account/sessions");
        await browser.PostFormAsync("/sign-out");
        Assert.Equal($"/saml/{company.Slug}/sign-out", browser.Path);
        Assert.False(await browser.IsSignedInAsync());
        var link = browser.Page.Links.OfType<IHtmlAnchorElement>().Select(anchor => anchor.GetAttribute("href")!).Single(href => href.StartsWith(company.LogoutUrl, StringComparison.Ordinal));
        var asked = TestCompany.Asked(link);
        Assert.Contains(company.Address(), asked.Xml, StringComparison.Ordinal);
        Assert.Contains("_s1", asked.Xml, StringComparison.Ordinal);

        var answer = Signer.Sign(
            $"""<samlp:LogoutResponse {Answer.Namespaces} ID="_lr" Version="2.0" IssueInstant="{TestCompany.At(app.Clock.GetUtcNow())}" Destination="{LogoutOf(company)}" InResponseTo="{asked.Id}"><saml:Issuer>{company.EntityId}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success" /></samlp:Status></samlp:LogoutResponse>""", "_lr");
        await TestCompany.CrossSiteAsync(browser, () => browser.PostFormAsync($"/saml/{company.Slug}/logout", new { SAMLResponse = Base64(answer) }));
        Assert.Equal("/sign-in", browser.Path);
        Assert.Contains($"Acme {company.Slug}", browser.Text, StringComparison.Ordinal);
        await TestCompany.CrossSiteAsync(browser, () => browser.PostFormAsync($"/saml/{company.Slug}/logout", new { SAMLResponse = Base64(answer) }));
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.InResponseToWrong)), (browser.Status, await company.LastRefusalAsync()));
    }

    private static void LogsOut(SamlProvider provider) => (provider.LogoutUrl, provider.SendsLogout) = (provider.EntityId.Replace("/saml", "/slo", StringComparison.Ordinal), true);

    private async Task<Browser> SignedInAsync(TestCompany company, string name = "ada", string index = "_s1")
    {
        var browser = app.NewBrowser();
        await company.SignInAsync(browser, company.Address(name), xml => xml.Replace("SessionIndex=\"_s1\"", $"SessionIndex=\"{index}\"", StringComparison.Ordinal));
        Assert.True(await browser.IsSignedInAsync());
        return browser;
    }

    private string LogoutOf(TestCompany company) => new Uri(app.Origin, $"/saml/{company.Slug}/logout").AbsoluteUri;

    private string Request(TestCompany company, string? index = null) =>
        $"""<samlp:LogoutRequest {Answer.Namespaces} ID="_l{Guid.CreateVersion7():N}" Version="2.0" IssueInstant="{TestCompany.At(app.Clock.GetUtcNow())}" Destination="{LogoutOf(company)}"><saml:Issuer>{company.EntityId}</saml:Issuer><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{company.Address()}</saml:NameID>{(index is null ? "" : $"<samlp:SessionIndex>{index}</samlp:SessionIndex>")}</samlp:LogoutRequest>""";

    private static Task PostAsync(Browser browser, TestCompany company, string xml) => PostRawAsync(browser, company, Signer.Sign(xml, xml.Between("ID=\"", "\" ")[4..^2]));

    private static Task PostRawAsync(Browser browser, TestCompany company, string xml) =>
        TestCompany.CrossSiteAsync(browser, () => browser.PostFormAsync($"/saml/{company.Slug}/logout", new { SAMLRequest = Base64(xml) }));

    private static string Base64(string xml) => Convert.ToBase64String(Encoding.UTF8.GetBytes(xml));

    private static string Query(string xml)
    {
        using var deflated = new MemoryStream();
        using (var stream = new System.IO.Compression.DeflateStream(deflated, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(Encoding.UTF8.GetBytes(xml));
        }

        var signed = $"SAMLRequest={Uri.EscapeDataString(Convert.ToBase64String(deflated.ToArray()))}&SigAlg={Uri.EscapeDataString("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")}";
        using var key = System.Security.Cryptography.X509Certificates.RSACertificateExtensions.GetRSAPrivateKey(Keys.Provider)!;
        return $"{signed}&Signature={Uri.EscapeDataString(Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))}";
    }
}
