namespace AccountPortal.Tests.Security;

/// <summary>X-Forwarded-For counts from a configured proxy alone (P14), X-Forwarded-Proto not at all.</summary>
public class ForwardedHeadersTests
{
    [Fact]
    public async Task Without_a_configured_proxy_nobody_is_believed_not_even_loopback()
    {
        await using var app = await PortalApp.StartAsync(new() { ["ForwardedHeaders:KnownProxies"] = "" });
        Assert.Equal("127.0.0.1", await SeenAddressAsync(app, "203.0.113.9"));
    }

    [Fact]
    public async Task A_peer_that_is_not_the_proxy_is_not_believed()
    {
        await using var app = await PortalApp.StartAsync(new() { ["ForwardedHeaders:KnownProxies"] = "10.0.0.0/8,192.168.1.1" });
        Assert.Equal("127.0.0.1", await SeenAddressAsync(app, "203.0.113.9"));
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("6.6.6.6, 203.0.113.9", "203.0.113.9")]
    [InlineData("6.6.6.6, 203.0.113.9, 10.1.2.3", "203.0.113.9")]
    [InlineData("203.0.113.9, 127.0.0.1", "203.0.113.9")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    public async Task Behind_proxies_the_last_address_that_is_none_of_them_is_the_clients(string forwarded, string seen)
    {
        await using var app = await PortalApp.StartAsync(new() { ["ForwardedHeaders:KnownProxies"] = "127.0.0.0/8,10.0.0.0/8" });
        Assert.Equal(seen, await SeenAddressAsync(app, forwarded));
    }

    [Fact]
    public async Task What_scheme_people_use_is_a_setting_and_no_header()
    {
        await using var development = await PortalApp.StartAsync();
        var browser = development.NewBrowser();
        browser.Headers["X-Forwarded-Proto"] = "https";
        browser.Headers["Origin"] = $"https://{development.Origin.Authority}";
        Assert.Equal("cross-site", (await browser.PostJsonAsync("/logout")).Problem);

        await using var production = await PortalApp.StartAsync(new() { ["ForwardedHeaders:KnownProxies"] = null }, environment: "Production");
        var visitor = production.NewBrowser();
        visitor.Headers["X-Forwarded-Proto"] = "http";
        await visitor.GoAsync("/sign-in");
        Assert.True(visitor.Response.Headers.Contains("Strict-Transport-Security"));
        Assert.Contains(visitor.SetCookies, cookie => cookie.StartsWith("__Host-portal-csrf=", StringComparison.Ordinal) && cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<string> SeenAddressAsync(PortalApp app, string forwarded)
    {
        var browser = app.NewBrowser();
        browser.Address = forwarded;
        await browser.SignInAsync(await app.NewPersonAsync());
        return (await browser.GetJsonAsync("/me/sessions")).Body[0].GetProperty("ip").GetString()!;
    }
}
