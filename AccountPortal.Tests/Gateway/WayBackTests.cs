using System.Net;

namespace AccountPortal.Tests.Gateway;

/// <summary>From a gateway to the portal's pages and back to the app, and to nowhere else.</summary>
public sealed class WayBackTests : IAsyncLifetime
{
    private const string App = "http://app.example.com/board?topic=a";
    private static readonly string Onward = $"/session/onward?to={Uri.EscapeDataString(App)}";
    private PortalApp? portal;

    public async Task InitializeAsync() => portal = await PortalApp.StartAsync(new() { ["Gateway:Hosts"] = "app.example.com,other.example.com:8443,*.apps.example.com" });

    [Fact]
    public async Task A_page_that_is_refused_is_told_where_to_go_and_a_script_is_not()
    {
        var browser = portal!.NewBrowser();
        AsksFor(browser, "/board?topic=a");
        var page = await browser.GetJsonAsync("/session/verify");
        Assert.Equal((HttpStatusCode.Unauthorized, portal.Origin + Onward[1..]), (page.Status, Location(page)));
        var redirected = await browser.GetJsonAsync("/session/verify?redirect=true&maxAge=60&role=a,b&role=c&requireVerified=true");
        Assert.Equal(HttpStatusCode.Found, redirected.Status);
        Assert.Equal(portal.Origin + Onward[1..] + "&requireVerified=true&maxAge=60&role=a,b&role=c", Location(redirected));

        browser.Headers["Sec-Fetch-Mode"] = "cors";
        var script = await browser.GetJsonAsync("/session/verify?redirect=true");
        Assert.Equal((HttpStatusCode.Unauthorized, null), (script.Status, Location(script)));
        browser.Headers.Remove("Sec-Fetch-Mode");
        browser.Headers["Accept"] = "application/json";
        Assert.Null(Location(await browser.GetJsonAsync("/session/verify?redirect=true")));
    }

    [Theory]
    [InlineData("http", "evil.example.org", "/", null)]
    [InlineData("http", "app.example.com.evil.org", "/", null)]
    [InlineData("http", "app.example.com@evil.org", "/", null)]
    [InlineData("http", "evil.org\\@app.example.com", "/", null)]
    [InlineData("http", "evil.org#app.example.com", "/", null)]
    [InlineData("http", "someone:secret@app.example.com", "/", null)]
    [InlineData("javascript", "app.example.com", "/", null)]
    [InlineData("ftp", "app.example.com", "/", null)]
    [InlineData("http", "app.example.com:8080", "/", null)]
    [InlineData("http", "other.example.com", "/", null)]
    [InlineData("http", "apps.example.com", "/", null)]
    [InlineData("http", "evilapps.example.com", "/", null)]
    [InlineData("http", "app.example.com, evil.org", "/", null)]
    [InlineData("http", "other.example.com:8443", "/x", "http://other.example.com:8443/x")]
    [InlineData("http", "one.apps.example.com", "/x", "http://one.apps.example.com/x")]
    [InlineData("http", "APP.example.com", "//evil.org/x", "http://app.example.com//evil.org/x")]
    [InlineData("http", "app.example.com", "@evil.org/", "http://app.example.com/")]
    [InlineData("http", "app.example.com", ".evil.org/", "http://app.example.com/")]
    [InlineData("https", "app.example.com", "/\\evil.org", "https://app.example.com//evil.org")]
    public async Task Nobody_is_sent_to_a_host_that_is_not_on_the_list(string scheme, string host, string uri, string? to)
    {
        var browser = portal!.NewBrowser();
        (browser.Headers["X-Forwarded-Proto"], browser.Headers["X-Forwarded-Host"], browser.Headers["X-Forwarded-Uri"], browser.Headers["Accept"]) = (scheme, host, uri, "text/html");
        var location = Location(await browser.GetJsonAsync("/session/verify"));
        Assert.Equal(to is null ? portal.Origin + "sign-in" : $"{portal.Origin}session/onward?to={Uri.EscapeDataString(to)}", location);

        var signedIn = await portal.SignInAsync(await portal.NewPersonAsync());
        signedIn.FollowsRedirects = false;
        signedIn.Headers["Sec-Fetch-Site"] = "same-site";
        await signedIn.GoAsync($"/session/onward?to={Uri.EscapeDataString($"{scheme}://{host}{uri}")}");
        // What is no path goes on with the host: in an address it makes another one of it.
        if (to is null || !uri.StartsWith('/'))
        {
            Assert.Equal(HttpStatusCode.NotFound, signedIn.Status);
        }
        else
        {
            Assert.Equal((HttpStatusCode.Found, to), (signedIn.Status, signedIn.Response.Headers.Location!.OriginalString));
        }
    }

    [Fact]
    public async Task What_is_not_fetched_again_leads_to_the_page_before_or_the_front_page()
    {
        var browser = portal!.NewBrowser();
        AsksFor(browser, "/board/send");
        browser.Headers["X-Forwarded-Method"] = "POST";
        Assert.EndsWith("?to=http%3A%2F%2Fapp.example.com%2F", Location(await browser.GetJsonAsync("/session/verify")), StringComparison.Ordinal);
        browser.Headers["Referer"] = "http://app.example.com/board";
        Assert.EndsWith("?to=http%3A%2F%2Fapp.example.com%2Fboard", Location(await browser.GetJsonAsync("/session/verify")), StringComparison.Ordinal);
        browser.Headers["Referer"] = "http://one.apps.example.com/board";
        Assert.EndsWith("?to=http%3A%2F%2Fapp.example.com%2F", Location(await browser.GetJsonAsync("/session/verify")), StringComparison.Ordinal);
        AsksFor(browser, "/" + new string('a', 1200));
        browser.Headers.Remove("X-Forwarded-Method");
        Assert.EndsWith("?to=http%3A%2F%2Fapp.example.com%2F", Location(await browser.GetJsonAsync("/session/verify")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_as_the_ingress_of_kubernetes_says_it_will_do()
    {
        var browser = portal!.NewBrowser();
        (browser.Headers["X-Original-URL"], browser.Headers["Accept"]) = (App, "text/html");
        Assert.Equal(portal.Origin + Onward[1..], Location(await browser.GetJsonAsync("/session/verify")));
    }

    [Fact]
    public async Task Who_comes_from_one_of_our_forms_sees_a_page_between_and_who_lacks_nothing_goes_back_at_once()
    {
        var browser = await portal!.SignInAsync(await portal.NewPersonAsync());
        browser.FollowsRedirects = false;
        await browser.GoAsync(Onward);
        Assert.Equal((HttpStatusCode.Found, App), (browser.Status, browser.Response.Headers.Location!.OriginalString));
        browser.Headers["Sec-Fetch-Site"] = "same-origin";
        await browser.GoAsync(Onward);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal($"0;url={App}", browser.Page.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content"));
        Assert.Equal(App, browser.Page.QuerySelector("a.button")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Whoever_is_sent_round_in_circles_is_told_so()
    {
        var browser = await portal!.SignInAsync(await portal.NewPersonAsync());
        browser.FollowsRedirects = false;
        for (var i = 0; i < 3; i++)
        {
            await browser.GoAsync(Onward);
            Assert.Equal(HttpStatusCode.Found, browser.Status);
        }

        await browser.GoAsync($"/session/onward?to={Uri.EscapeDataString("http://one.apps.example.com/")}");
        Assert.Equal(HttpStatusCode.Found, browser.Status);
        for (var i = 0; i < 3; i++)
        {
            await browser.GoAsync(Onward);
            Assert.Equal(HttpStatusCode.Found, browser.Status);
        }

        await browser.GoAsync(Onward);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("doesn't see that you're signed in", browser.Page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        await browser.GoAsync(Onward);
        Assert.Equal(HttpStatusCode.Found, browser.Status);

        await browser.GoAsync(Onward);
        await browser.GoAsync(Onward);
        portal.Clock.Advance(TimeSpan.FromSeconds(31));
        await browser.GoAsync(Onward);
        Assert.Equal(HttpStatusCode.Found, browser.Status);
    }

    [Fact]
    public async Task The_way_back_leads_past_whatever_is_missing()
    {
        var stranger = portal!.NewBrowser();
        await stranger.GoAsync(Onward);
        Assert.Equal($"/sign-in?returnUrl={Uri.EscapeDataString(Onward)}", stranger.Redirects[^1]);

        var unverified = await portal.SignInAsync(await portal.NewPersonAsync(verified: false));
        unverified.FollowsRedirects = false;
        await unverified.GoAsync(Onward);
        Assert.Equal(App, unverified.Response.Headers.Location!.OriginalString);
        await unverified.GoAsync(Onward + "&requireVerified=true");
        Assert.Equal("/verify-email/pending", unverified.Response.Headers.Location!.OriginalString);

        var browser = await portal.SignInAsync(await portal.NewPersonAsync());
        browser.FollowsRedirects = false;
        await browser.GoAsync(Onward + "&role=nobody");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        portal.Clock.Advance(TimeSpan.FromMinutes(2));
        await browser.GoAsync(Onward + "&maxAge=60");
        Assert.Equal($"/step-up?for=go%20on&returnUrl={Uri.EscapeDataString(Onward + "&maxAge=60")}", browser.Response.Headers.Location!.OriginalString);
        await browser.GoAsync(Onward + "&maxage=tomorrow");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task A_restricted_account_is_led_to_what_it_can_do()
    {
        var person = await portal!.NewPersonAsync();
        var browser = await portal.SignInAsync(person);
        AsksFor(browser, "/board?topic=a");
        await portal.Db(db =>
        {
            db.Add(new AccountPortal.Deletion.DeletionRequest { UserId = person.Id, Cause = AccountPortal.Deletion.DeletionCause.Owner, RequestedAt = portal.Clock.GetUtcNow(), ExecuteAt = portal.Clock.GetUtcNow() + TimeSpan.FromDays(30) });
            return db.SaveChangesAsync();
        });
        var answer = await browser.GetJsonAsync("/session/verify?redirect=true");
        Assert.Equal((HttpStatusCode.Found, portal.Origin + Onward[1..]), (answer.Status, Location(answer)));
        browser.FollowsRedirects = false;
        await browser.GoAsync(Onward);
        Assert.Equal("/account/delete", browser.Response.Headers.Location!.OriginalString);
    }

    public Task DisposeAsync() => portal!.DisposeAsync().AsTask();

    private static void AsksFor(Browser browser, string uri) =>
        (browser.Headers["X-Forwarded-Proto"], browser.Headers["X-Forwarded-Host"], browser.Headers["X-Forwarded-Uri"], browser.Headers["Accept"]) = ("http", "app.example.com", uri, "text/html");

    private static string? Location(JsonAnswer answer) => answer.Response.Headers.Location?.OriginalString;
}
