using System.Net;

namespace AccountPortal.Tests.Security;

/// <summary>What another site makes a visitor's browser send is refused, before it does anything.</summary>
public class CrossSiteGuardTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "https://127.0.0.1")]
    public async Task A_call_from_another_site_is_403_and_changes_nothing(string header, string value)
    {
        var person = await app.NewPersonAsync();
        var (browser, other) = (await app.SignInAsync(person), await app.SignInAsync(person));
        browser.Headers[header] = value;
        foreach (var call in new[] { browser.PostJsonAsync("/me/sessions/revoke-all"), browser.PostJsonAsync("/logout"), browser.PostJsonAsync("/login", new { email = "a", password = "b" }) })
        {
            var answer = await call;
            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            Assert.Equal("cross-site", answer.Problem);
            Assert.Empty(answer.SetCookies);
        }

        await browser.PostFormAsync("/sign-out");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        browser.Headers.Clear();
        Assert.True(await browser.IsSignedInAsync());
        Assert.True(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task A_link_from_another_site_finds_the_person_signed_in()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        browser.Headers["Sec-Fetch-Site"] = "cross-site";
        await browser.GoAsync("/account/sessions");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task A_program_that_sends_neither_header_needs_no_token()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync(), userAgent: UserAgents.Curl);
        browser.TellsOrigin = false;
        Assert.Equal(HttpStatusCode.OK, (await browser.PostJsonAsync("/me/sessions/revoke-all")).Status);
    }

    [Fact]
    public async Task ASVS_3_5_2_A_form_cannot_send_what_the_json_routes_take()
    {
        var (person, browser) = (await app.NewPersonAsync(), app.NewBrowser());
        browser.TellsOrigin = false;
        await browser.PostFormAsync("/login", new { email = person.Email, password = person.Password });
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, browser.Status);
        Assert.Null(browser.SessionCookie);
    }
}
