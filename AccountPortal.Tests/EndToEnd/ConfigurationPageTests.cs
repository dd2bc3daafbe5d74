using AccountPortal.Tests.Admin;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The page of the configuration, looked at in the real browser.</summary>
public class ConfigurationPageTests
{
    [Fact]
    public async Task The_page_of_the_configuration_is_accessible()
    {
        await using var app = await PortalApp.StartAsync(new() { ["Sessions:MaxPerUser"] = "7", ["Branding:Name"] = "A name that is as long as a name of a product may be, or so", ["Mail:Smtp:Host"] = "a-rather-long-name-of-a-server-that-has-to-break.mail.example-of-a-long-domain.example" });
        var administrator = await app.NewAdministratorAsync();
        foreach (var look in Looks.All)
        {
            await Chromium.VisitAsync(
                app,
                async tab =>
                {
                    await tab.GoAsync("/admin/configuration");
                    await tab.AssertAccessibleAsync();
                    await tab.ScreenshotAsync("configuration");
                    await tab.GoAsync("/admin/configuration?changed=true");
                    await tab.AssertAccessibleAsync();
                    await tab.ScreenshotAsync("configuration-changed");
                },
                look,
                signedIn: await app.SignInAsync(administrator));
        }
    }
}
