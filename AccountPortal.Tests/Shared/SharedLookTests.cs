using AccountPortal.Tests.EndToEnd;
using Microsoft.Playwright;

namespace AccountPortal.Tests.Shared;

/// <summary>The shared parts in Chromium: nothing that axe finds, nothing that scrolls sideways, and the small scripts at work.</summary>
public sealed class SharedLookTests(SharedPagesHost host) : IClassFixture<SharedPagesHost>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1100), InlineData(ColorScheme.Dark, 360)]
    public async Task Every_part_is_accessible_and_fits(ColorScheme scheme, int width)
    {
        var page = await OpenAsync(scheme, width);
        foreach (var path in new[] { "/notify", "/form", "/form#sent", "/error/503" })
        {
            await page.GotoAsync(path);
            if (path == "/form#sent") await SendAsync(page);
            foreach (var details in await page.Locator(".row summary").AllAsync()) await details.ClickAsync();
            var violations = await Axe.ViolationsAsync(page);
            Assert.True(violations.Length == 0, $"{path}: {string.Join('\n', violations)}");
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }

    [Fact]
    public async Task A_second_click_does_not_send_the_form_twice()
    {
        var page = await OpenAsync();
        await page.GotoAsync("/form");
        var posts = 0;
        page.Request += (_, request) => posts += request.Method == "POST" ? 1 : 0;
        await page.EvaluateAsync("const button = document.querySelector('button.main'); button.click(); setTimeout(() => button.click())");
        await page.WaitForSelectorAsync("[role=alert]");
        Assert.Equal(1, posts);
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.matches('[data-summary]')"));
    }

    [Fact]
    public async Task A_password_can_be_looked_at()
    {
        var page = await OpenAsync();
        await page.GotoAsync("/form");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show Password" }).ClickAsync();
        Assert.Equal("text", await page.GetAttributeAsync("#password", "type"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Show Password" }).ClickAsync();
        Assert.Equal("password", await page.GetAttributeAsync("#password", "type"));
    }

    [Fact]
    public async Task A_value_is_copied_with_one_click()
    {
        var page = await OpenAsync();
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.GotoAsync("/form");
        await page.ClickAsync("[data-copy]");
        await page.GetByText("Copied").WaitForAsync();
        Assert.Equal("https://id.example/acs", await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task A_button_waits_for_its_countdown()
    {
        var page = await OpenAsync();
        await page.Clock.InstallAsync();
        await page.GotoAsync("/form");
        Assert.True(await page.IsDisabledAsync("#again"));
        Assert.Matches("^in [0-9]+ seconds?$", await page.InnerTextAsync("[data-holds]"));
        await page.Clock.RunForAsync(46_000);
        Assert.False(await page.IsDisabledAsync("#again"));
        Assert.Equal("now", await page.InnerTextAsync("[data-holds]"));
    }

    [Fact]
    public async Task Times_tick_and_follow_the_browsers_zone()
    {
        var page = await OpenAsync(zone: "Asia/Kolkata");
        await page.Clock.InstallAsync();
        await page.GotoAsync("/form");
        Assert.Equal("2 minutes ago", await page.InnerTextAsync("#ago time"));
        await page.Clock.RunForAsync(60_000);
        Assert.Equal("3 minutes ago", await page.InnerTextAsync("#ago time"));
        Assert.Equal("Sat 21 Nov 2026, 19:30", await page.InnerTextAsync("#exact time"));
    }

    private async Task<IPage> OpenAsync(ColorScheme scheme = ColorScheme.Light, int width = 1100, string zone = "UTC")
    {
        var context = await (await Chromium.Shared).NewContextAsync(new()
        {
            BaseURL = host.Address,
            ColorScheme = scheme,
            TimezoneId = zone,
            ViewportSize = new() { Width = width, Height = 800 },
            ExtraHTTPHeaders = new Dictionary<string, string> { [SharedPagesHost.UserHeader] = "ada@example.com" },
        });
        return await context.NewPageAsync();
    }

    private static async Task SendAsync(IPage page)
    {
        await page.ClickAsync("button.main");
        await page.WaitForSelectorAsync("[role=alert]");
    }
}
