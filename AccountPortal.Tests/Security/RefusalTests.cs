using System.Net;

namespace AccountPortal.Tests.Security;

public class RefusalTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task A_page_leads_to_the_sign_in_and_back()
    {
        var browser = app.NewBrowser();
        await browser.GoAsync("/account/sessions?a=1&b=ä");
        Assert.Equal("/sign-in?returnUrl=%2Faccount%2Fsessions%3Fa%3D1%26b%3D%25C3%25A4", browser.Path);
    }

    [Fact]
    public async Task A_json_route_says_401_with_a_problem()
    {
        var answer = await app.NewBrowser().GetJsonAsync("/me");
        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (answer.Status, answer.ContentType));
        Assert.Contains("POST /login", answer["detail"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_shows_the_way_on_also_when_signed_in()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.GoAsync("/no-such-page");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        Assert.NotEmpty(browser.Page.QuerySelectorAll("main a[href]"));
    }
}
