using Xunit.Sdk;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The real browser itself: it notices what the other tests rely on it to notice.</summary>
public class ChromiumTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [LookData]
    public Task The_page_for_an_unknown_address_is_accessible(Look look) => Chromium.VisitAsync(
        app,
        async tab =>
        {
            Assert.Equal(404, (await tab.GoAsync("/no-such-page")).Status);
            await tab.AssertAccessibleAsync();
            await tab.ScreenshotAsync("not-found");
        },
        look);

    [Fact]
    public async Task A_script_that_the_policy_refuses_fails_the_visit()
    {
        var visit = () => Chromium.VisitAsync(app, async tab =>
        {
            await tab.GoAsync("/no-such-page");
            await tab.Page.EvaluateAsync("document.head.appendChild(document.createElement('script')).textContent = 'window.ran = true'");
            Assert.False(await tab.Page.EvaluateAsync<bool>("window.ran === true"));
        });
        Assert.Contains("Content Security Policy", (await Assert.ThrowsAnyAsync<XunitException>(visit)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_without_a_text_fails_the_accessibility_check()
    {
        var visit = () => Chromium.VisitAsync(app, async tab =>
        {
            await tab.GoAsync("/no-such-page");
            await tab.Page.EvaluateAsync("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/favicon.svg\">')");
            await tab.AssertAccessibleAsync();
        });
        Assert.Contains("image-alt", (await Assert.ThrowsAnyAsync<XunitException>(visit)).Message, StringComparison.Ordinal);
    }
}
