using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>A page in <see cref="Chromium"/>, and what it complained of.</summary>
public sealed class Tab
{
    // Where a person may look at the pages afterwards; without it nothing is saved.
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("PORTAL_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly Look look;

    public Tab(IPage page, Look look)
    {
        (Page, this.look) = (page, look);
        page.Console += (_, message) => Hear(message);
        page.PageError += (_, error) => complaints.Enqueue($"{page.Url}: {error}");
    }

    public static bool TakesPictures => Screenshots is not null;

    public IPage Page { get; }

    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(path))!;

    /// <summary>Types into the field with that label.</summary>
    public Task TypeAsync(string label, string text) => Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true }).FillAsync(text);

    /// <summary>Presses the button with that text and waits for the page that it leads to.</summary>
    public Task PressAsync(string button) => LeaveByAsync(Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }));

    /// <summary>Follows the link with that text.</summary>
    public Task FollowAsync(string link) => LeaveByAsync(Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = link, Exact = true }));

    /// <summary>
    /// Waits until it is at one of these addresses, in which "*" stands for anything but a slash and "**" for anything. Asked of the browser again and again: who looks
    /// once and then listens for the next page misses one that comes in between.
    /// </summary>
    public async Task ArrivesAsync(params string[] addresses)
    {
        var patterns = addresses.Select(address => Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal));
        await Assertions.Expect(Page).ToHaveURLAsync(new Regex($"^({string.Join('|', patterns)})$"));
        await Page.WaitForLoadStateAsync();
    }

    public Task SeesAsync(string text) => Assertions.Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    /// <summary>No rule of axe is broken on the page as it stands, nothing is wider than the screen, and nothing sticks out of its card, which would cut it off.</summary>
    public async Task AssertAccessibleAsync()
    {
        var violations = await Axe.ViolationsAsync(Page);
        Assert.True(violations.Length == 0, $"{Page.Url} in {look}:\n{string.Join('\n', violations)}");
        var overflow = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{Page.Url} in {look} is {overflow.ToString(CultureInfo.InvariantCulture)} px wider than the screen.");
        var cut = await Page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll('.card')].flatMap(card => [...card.querySelectorAll('*')]
              .filter(part => part instanceof HTMLElement && part.getBoundingClientRect().right > card.getBoundingClientRect().right + 1).map(part => part.outerHTML.slice(0, 200)))
            """);
        Assert.True(cut.Length == 0, $"{Page.Url} in {look} cuts off:\n{string.Join('\n', cut)}");
    }

    public async Task ScreenshotAsync(string name)
    {
        if (Screenshots is not null)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Screenshots, $"{name}.{look}.png"), FullPage = true });
        }
    }

    public void AssertClean() => Assert.True(complaints.IsEmpty, string.Join('\n', complaints));

    // The mark is on this document alone: without it, the next one is there.
    private async Task LeaveByAsync(ILocator control)
    {
        await Page.EvaluateAsync("document.documentElement.setAttribute('data-left', '')");
        await control.ClickAsync();
        await Page.Locator("html:not([data-left])").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await Page.WaitForLoadStateAsync();
    }

    private void Hear(IConsoleMessage message)
    {
        // A page that is itself a 404 or 422 is logged like a missing picture; the test sees the page.
        var isPageItself = message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && message.Location.StartsWith(Page.Url, StringComparison.Ordinal);
        if (message.Type is "error" or "warning" && !isPageItself)
        {
            complaints.Enqueue($"{Page.Url}: {message.Text}");
        }
    }
}
