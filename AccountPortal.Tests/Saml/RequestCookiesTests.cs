using System.Net;
using AccountPortal.Saml;

namespace AccountPortal.Tests.Saml;

/// <summary>What binds a request to its browser: it comes along with a post from the company's site, to this host alone, and does not pile up.</summary>
public sealed class RequestCookiesTests : IAsyncLifetime
{
    private static readonly string[] Flags = ["path=/", "secure", "samesite=none", "httponly"];
    private PortalApp? app;

    private PortalApp App => app!;

    public async Task InitializeAsync() => app = await PortalApp.StartAsync(environment: "Production");

    [Fact]
    public async Task Over_https_it_is_sent_with_the_companys_post_to_this_host_alone()
    {
        var company = await TestCompany.StartAsync(App);
        var browser = App.NewBrowser();
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        var cookie = Assert.Single(browser.SetCookies, text => text.Contains("portal-saml-", StringComparison.Ordinal));
        Assert.StartsWith("__Host-portal-saml-", cookie, StringComparison.Ordinal);
        var flags = cookie.Split("; ").Skip(1).Select(flag => flag.ToLowerInvariant()).ToList();
        Assert.Empty(Flags.Except(flags));
        Assert.DoesNotContain(flags, flag => flag.StartsWith("domain", StringComparison.Ordinal));

        await company.PostAsync(browser, company.Asked(browser));
        Assert.True(await browser.IsSignedInAsync());
        // Answered, it is gone.
        Assert.DoesNotContain(browser.Cookies.Names, name => name.Contains("portal-saml-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_browser_holds_five_of_them_and_the_oldest_go()
    {
        var company = await TestCompany.StartAsync(App);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(App.Address, $"/saml/{company.Slug}/sign-in"));
        request.Headers.Add("Cookie", string.Join("; ", Enumerable.Range(1, 6).Select(i => $"__Host-portal-saml-{i:D16}=x")));
        using var response = await App.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var changes = response.Headers.GetValues("Set-Cookie").Where(text => text.Contains("portal-saml-", StringComparison.Ordinal)).ToList();
        Assert.Equal(["__Host-portal-saml-0000000000000001", "__Host-portal-saml-0000000000000002"], changes[..^1].Select(text => text.Split('=')[0]));
        Assert.All(changes[..^1], text => Assert.Contains("expires=Thu, 01 Jan 1970", text, StringComparison.Ordinal));
        Assert.Contains("secure", changes[^1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Without_it_or_with_another_an_answer_was_not_asked_for_here()
    {
        var company = await TestCompany.StartAsync(App);
        var browser = App.NewBrowser();
        foreach (var value in new[] { null, "another" })
        {
            await browser.GoAsync($"/saml/{company.Slug}/sign-in");
            browser.Cookies[browser.Cookies.Names.Single(name => name.Contains("portal-saml-", StringComparison.Ordinal))] = value;
            await company.PostAsync(browser, company.Asked(browser));
            Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.InResponseToWrong)), (browser.Status, await company.LastRefusalAsync()));
            foreach (var name in browser.Cookies.Names)
            {
                browser.Cookies[name] = null;
            }
        }
    }

    public Task DisposeAsync() => App.DisposeAsync().AsTask();
}
