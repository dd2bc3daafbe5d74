using AccountPortal.Gateway;
using AccountPortal.Settings;

namespace AccountPortal.Tests.Gateway;

/// <summary>Which hosts people may be sent back to, and that their apps see the session at all.</summary>
public class GatewaySettingsTests
{
    [Theory]
    [InlineData("app.example.com", true)]
    [InlineData("APP.example.com:8443", true)]
    [InlineData("127.0.0.1:5000", true)]
    [InlineData("*.apps.example.com", true)]
    [InlineData("*", false)]
    [InlineData("*.", false)]
    [InlineData("*.com", false)]
    [InlineData("*.co.uk", false)]
    [InlineData("*.github.io", false)]
    [InlineData("https://app.example.com", false)]
    [InlineData("app.example.com/path", false)]
    [InlineData("app.example.com:0", false)]
    [InlineData("app.example.com:99999", false)]
    [InlineData("app.*.com", false)]
    [InlineData("", false)]
    public void An_entry_is_a_host(string entry, bool isOne)
    {
        var check = new SettingsCheck("Gateway", isDevelopment: true);
        new GatewaySettings { Hosts = [entry] }.Validate(check);
        Assert.Equal(isOne, check.Errors.Count == 0);
    }

    [Theory]
    [InlineData("app.example.com", "Setting Gateway:Hosts is \"app.example.com\"; allowed is a host that the session cookie is sent to: the one of PublicUrl, or those below Sessions:CookieDomain.")]
    [InlineData("portal.example:8443", null)]
    public async Task In_production_an_app_that_would_not_see_the_session_stops_the_portal(string entry, string? error)
    {
        var start = () => PortalApp.StartAsync(new() { ["Gateway:Hosts"] = entry }, "Production");
        if (error is null)
        {
            await using var portal = await start();
            return;
        }

        await using var process = Settings.PortalProcess.Start("Production", new()
        {
            ["ConnectionStrings:Portal"] = "Host=127.0.0.1;Port=1;Database=none",
            ["PublicUrl"] = "https://id.portal.example",
            ["DataProtection:KeyEncryption"] = KeyFiles.Shared,
            ["Mail:From"] = "portal@portal.example",
            ["Mail:Smtp:Host"] = "smtp.invalid",
            ["Gateway:Hosts"] = entry,
        });
        Assert.Equal((1, error), await process.EndAsync());
    }

    [Theory]
    [InlineData("plain+tag@example.com", "plain+tag@example.com")]
    [InlineData("a,b%c", "a%2Cb%25c")]
    [InlineData("Grüße 😀\r\nSet-Cookie: x", "Gr%C3%BC%C3%9Fe%20%F0%9F%98%80%0D%0ASet-Cookie:%20x")]
    [InlineData("\u007f\u0000", "%7F%00")]
    [InlineData("", "")]
    public void A_text_becomes_a_header_that_is_one(string text, string expected)
    {
        Assert.Equal(expected, HeaderValue.Encode(text));
        Assert.Equal(text, Uri.UnescapeDataString(expected));
    }
}
