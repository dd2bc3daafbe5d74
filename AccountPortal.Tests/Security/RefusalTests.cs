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
    public async Task ASVS_16_3_2_who_was_refused_what_is_written_down_and_nothing_that_they_wrote()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/admin/accounts?q=%0d%0ainjected");
        var line = Assert.Single(app.Logs.Lines, line => line.Text.Contains($"{person.Id} was refused", StringComparison.Ordinal));
        Assert.Contains("Admin.AccountsController.Index", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("injected", line.Text, StringComparison.Ordinal);
        browser.Headers["Origin"] = "https://evil.example";
        await browser.PostJsonAsync("/me/sessions/revoke-all");
        Assert.Contains(app.Logs.Lines, line => line.Text.Contains("from another site", StringComparison.Ordinal) && line.Text.Contains("RevokeAll", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/no-such-page")]
    [InlineData("/nothing.php")]
    [InlineData("/account/x.html")]
    [InlineData("/.env")]
    [InlineData("/no/such//page.aspx?a=b")]
    public async Task An_unknown_address_shows_the_way_on_whoever_asks(string path)
    {
        foreach (var browser in new[] { app.NewBrowser(), await app.SignInAsync(await app.NewPersonAsync()) })
        {
            await browser.GoAsync(path);
            Assert.Equal((HttpStatusCode.NotFound, path), (browser.Status, browser.Path));
            Assert.Equal("There is no such page", browser.Page.QuerySelector("h1")?.TextContent);
            Assert.NotEmpty(browser.Page.QuerySelectorAll("main a[href]"));
            await browser.PostFormAsync(path, new { a = "b" });
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        }
    }

    [Theory]
    [InlineData("GET", "/me/nothing", 404, "")]
    [InlineData("GET", "/login/x.php", 404, "")]
    [InlineData("PUT", "/me", 405, "GET")]
    [InlineData("GET", "/login", 405, "POST")]
    [InlineData("GET", "/me/password", 405, "POST")]
    public async Task A_program_that_calls_what_is_not_there_gets_a_problem(string method, string path, int status, string allowed)
    {
        foreach (var browser in new[] { app.NewBrowser(), await app.SignInAsync(await app.NewPersonAsync()) })
        {
            var answer = await browser.JsonAsync(new HttpMethod(method), path, null);
            Assert.Equal((status, "application/problem+json"), ((int)answer.Status, answer.ContentType));
            Assert.Equal(status, answer["status"].GetInt32());
            Assert.Equal(allowed, string.Join(", ", answer.Response.Content.Headers.Allow));
        }
    }

    [Fact]
    public async Task An_address_that_only_takes_a_form_says_so()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.GoAsync("/sign-out");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, browser.Status);
        Assert.Equal(["POST"], browser.Response.Content.Headers.Allow);
        Assert.Single(browser.Page.QuerySelectorAll("h1"));
        Assert.True(await browser.IsSignedInAsync());
    }
}
