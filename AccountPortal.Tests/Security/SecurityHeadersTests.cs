using System.Net;

namespace AccountPortal.Tests.Security;

/// <summary>Every answer has them: pages, redirects, refusals, errors, files, JSON.</summary>
public class SecurityHeadersTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [InlineData("/sign-in", 200)]
    [InlineData("/account/sessions", 302)]
    [InlineData("/no-such-page", 404)]
    [InlineData("/portal.css", 200)]
    [InlineData("/me", 401)]
    [InlineData("/health/live", 200)]
    [InlineData("/verify-email", 404)]
    public async Task Every_answer_carries_the_policy(string path, int status)
    {
        var browser = app.NewBrowser();
        browser.FollowsRedirects = false;
        await browser.GoAsync(path);
        Assert.Equal(status, (int)browser.Status);
        AssertHeaders(browser.Response);
    }

    [Fact]
    public async Task So_does_what_is_refused_and_what_is_no_request()
    {
        var browser = app.NewBrowser();
        await browser.PostFormAsync("/sign-in", new { email = "a@example.com" });
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        AssertHeaders(browser.Response);
        var json = await browser.JsonAsync(HttpMethod.Post, "/login", "not an object");
        Assert.True((int)json.Status is 400 or 422, json.Text);
        AssertHeaders(json.Response);
    }

    [Fact]
    public async Task Files_may_be_kept_and_pages_not()
    {
        var browser = app.NewBrowser();
        await browser.GoAsync("/portal.css");
        Assert.Equal("no-cache", browser.Response.Headers.CacheControl!.ToString());
        await browser.GoAsync("/portal.css?v=1");
        Assert.Equal(TimeSpan.FromDays(365), browser.Response.Headers.CacheControl!.MaxAge);
        await browser.GoAsync("/sign-in");
        Assert.True(browser.Response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("/portal.css", "br")]
    [InlineData("/portal.js", "br")]
    [InlineData("/favicon.svg", "br")]
    // Beside what a request brought, its size would tell of the secrets in it.
    [InlineData("/sign-in", null)]
    [InlineData("/sign-in?returnUrl=/a.css", null)]
    [InlineData("/dev/mail.json", null)]
    [InlineData("/no-such-file.css", null)]
    public async Task Files_come_compressed_and_pages_do_not(string path, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "br, gzip");
        using var response = await app.Http.SendAsync(request);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(encoding is not null, response.Headers.Vary.Contains("Accept-Encoding"));
    }

    private static void AssertHeaders(HttpResponseMessage response)
    {
        Assert.Equal("default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'", Value(response, "Content-Security-Policy"));
        Assert.Equal("nosniff", Value(response, "X-Content-Type-Options"));
        Assert.Equal("DENY", Value(response, "X-Frame-Options"));
        Assert.Equal("same-origin", Value(response, "Referrer-Policy"));
        Assert.Equal("same-origin", Value(response, "Cross-Origin-Opener-Policy"));
        Assert.True(response.Headers.Contains("Cache-Control"));
    }

    private static string Value(HttpResponseMessage response, string name) => string.Join("; ", response.Headers.GetValues(name));
}
