using AccountPortal.Passkeys;
using AccountPortal.Settings;

namespace AccountPortal.Tests.Passkeys;

/// <summary>The domain that passkeys are made for, and who may use it.</summary>
public class PasskeySettingsTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("id.example.com", true)]
    [InlineData("example.com", true)]
    [InlineData("com", false)]
    [InlineData("ample.com", false)]
    [InlineData("a.id.example.com", false)]
    [InlineData("other.com", false)]
    public void The_domain_is_the_host_or_one_above(string? domain, bool fits) =>
        Assert.Equal(fits, new PasskeySettings { ServerDomain = domain }.Fits(new Uri("https://id.example.com")));

    [Theory]
    [InlineData("id.example.com", true)]
    [InlineData("localhost", true)]
    [InlineData("Example.com", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("https://example.com", false)]
    [InlineData("", false)]
    public void It_is_a_domain_and_no_address(string domain, bool isOne)
    {
        var check = new SettingsCheck("Passkeys", isDevelopment: false);
        new PasskeySettings { ServerDomain = domain }.Validate(check);
        Assert.Equal(isOne, check.Errors.Count == 0);
    }

    [Fact]
    public async Task A_domain_that_no_browser_would_use_stops_the_portal()
    {
        await using var portal = Settings.PortalProcess.Start("Development", new()
        {
            ["ConnectionStrings:Portal"] = "Host=127.0.0.1;Port=1;Database=none",
            ["PublicUrl"] = "http://id.example.com",
            ["Passkeys:ServerDomain"] = "other.com",
        });
        var (exitCode, error) = await portal.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.Equal("Setting Passkeys:ServerDomain is \"other.com\"; allowed is the host of PublicUrl, id.example.com, or a domain above it.", error.Trim());
    }

    [Fact]
    public async Task Passkeys_work_for_the_configured_domain_and_the_public_address_alone()
    {
        await using var app = await PortalApp.StartAsync(new() { ["Passkeys:ServerDomain"] = "portal.example", ["PublicUrl"] = "https://id.portal.example" }, "Production");
        Assert.Equal("https://id.portal.example", app.PasskeyOrigin());
        var (_, browser, passkey) = await app.NewPasskeyPersonAsync();
        Assert.Equal("portal.example", (await browser.PostJsonAsync("/login/passkey-options"))["rpId"].GetString());
        var newcomer = app.NewBrowser();
        await newcomer.SignInWithAsync(passkey, new() { Origin = "https://portal.example" });
        Assert.False(await newcomer.IsSignedInAsync());
        await newcomer.SignInWithAsync(passkey, new() { RpId = "id.portal.example" });
        Assert.False(await newcomer.IsSignedInAsync());
        await newcomer.SignInWithAsync(passkey);
        Assert.True(await newcomer.IsSignedInAsync());
        Assert.Contains("__Host-portal-passkey", newcomer.Cookies.Names);
    }
}
