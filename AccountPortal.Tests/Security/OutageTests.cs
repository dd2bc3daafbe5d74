using System.Net;

namespace AccountPortal.Tests.Security;

/// <summary>The database goes away and comes back (P3): nobody is signed out by it. A PostgreSQL of its own is really stopped.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private TestCluster? cluster;
    private TestDatabase? database;
    private PortalApp? app;

    public async Task InitializeAsync()
    {
        cluster = await TestCluster.StartAsync();
        database = await cluster.CreateDatabaseAsync();
        app = await PortalApp.StartAsync(database: database);
    }

    [Fact]
    public async Task An_outage_is_answered_with_503_and_the_cookie_works_right_after_it()
    {
        var browsers = new List<Browser>();
        for (var i = 0; i < 8; i++)
        {
            browsers.Add(await app!.SignInAsync(await app.NewPersonAsync(), remember: i % 2 == 0));
        }

        await cluster!.StopAsync();
        await AssertUnavailableAsync(browsers[0]);
        await Task.WhenAll(browsers.Select(AssertUnavailableAsync));
        await cluster.StartAgainAsync();
        // The very first request of each, all at once: none meets a connection that died in the pool.
        var answers = await Race.RunAsync(browsers.Count, i => browsers[i].GetJsonAsync("/me"));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
    }

    [Fact]
    public async Task Sign_in_and_the_form_of_a_page_say_that_it_is_the_portals_fault()
    {
        var person = await app!.NewPersonAsync();
        var (browser, newcomer) = (await app.SignInAsync(person), app.NewBrowser());
        await browser.GoAsync("/account/sessions");
        await cluster!.StopAsync();
        await browser.SubmitAsync("/sign-out");
        AssertPage(browser);
        var login = await newcomer.PostJsonAsync("/login", new { email = person.Email, password = person.Password });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, login.Status);
        Assert.Equal("application/problem+json", login.ContentType);
        await newcomer.GoAsync("/portal.css");
        Assert.Equal(HttpStatusCode.OK, newcomer.Status);
        await newcomer.GoAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, newcomer.Status);
        await newcomer.GoAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, newcomer.Status);
        await cluster.StartAgainAsync();
        Assert.True(await browser.IsSignedInAsync());
    }

    public async Task DisposeAsync()
    {
        await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static async Task AssertUnavailableAsync(Browser browser)
    {
        var cookie = browser.SessionCookie;
        var json = await browser.GetJsonAsync("/me/sessions");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, json.Status);
        Assert.Equal("application/problem+json", json.ContentType);
        Assert.NotNull(json.Response.Headers.RetryAfter);
        Assert.Empty(json.SetCookies);
        await browser.GoAsync("/account/sessions");
        AssertPage(browser);
        Assert.Equal(cookie, browser.SessionCookie);
    }

    private static void AssertPage(Browser browser)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, browser.Status);
        Assert.NotNull(browser.Response.Headers.RetryAfter);
        Assert.Empty(browser.SetCookies);
        Assert.Equal("text/html", browser.Response.Content.Headers.ContentType!.MediaType);
        Assert.Single(browser.Page.QuerySelectorAll("h1"));
        Assert.NotNull(browser.SessionCookie);
    }
}
