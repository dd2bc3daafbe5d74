using AccountPortal.Tests.EndToEnd;
using Microsoft.Playwright;

namespace AccountPortal.Tests;

/// <summary>
/// One real browser for the test run, a fresh profile for each visit. A visit in which the page broke its own content security policy, logged an
/// error or threw one fails, whatever else the test looks at.
/// </summary>
public static class Chromium
{
    // On a machine that does much else at the same time.
    private const int Patience = 30_000;

    private static readonly Lazy<Task<IBrowser>> Launched = new(LaunchAsync);

    /// <summary>The browser itself, for a test that wants a profile of another kind.</summary>
    public static Task<IBrowser> Shared => Launched.Value;

    /// <summary>Runs <paramref name="visit"/> in a profile of its own, in which <paramref name="signedIn"/>'s cookies are, if given.</summary>
    public static async Task VisitAsync(PortalApp app, Func<Tab, Task> visit, Look look = Look.Desktop, bool javaScript = true, Browser? signedIn = null)
    {
        var isPhone = look is Look.Phone or Look.PhoneDark;
        await using var profile = await (await Shared).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = app.Origin.AbsoluteUri,
            ViewportSize = isPhone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 900 },
            IsMobile = isPhone,
            HasTouch = isPhone,
            ColorScheme = look is Look.DesktopDark or Look.PhoneDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            JavaScriptEnabled = javaScript,
            Locale = "en-GB",
            TimezoneId = "Europe/Berlin",
        });
        profile.SetDefaultTimeout(Patience);
        await profile.AddCookiesAsync(signedIn?.Cookies.Names.Select(name => new Cookie { Name = name, Value = signedIn.Cookies[name]!, Url = app.Origin.AbsoluteUri }) ?? []);
        var tab = new Tab(await profile.NewPageAsync(), look);
        await visit(tab);
        tab.AssertClean();
    }

    private static async Task<IBrowser> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable(),
            // Its sandbox does not work for root, which containers of a CI run as.
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [],
        });
    }

    // The machine's own, or else (null) the one that Playwright fetched.
    private static string? Executable()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] names = ["chromium", "chromium-browser", "google-chrome"];
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
