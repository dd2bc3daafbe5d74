using System.Net;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Deletion;
using AccountPortal.Tests.Meta;
using AccountPortal.Tests.StepUp;
using AccountPortal.Tests.TwoFactor;
using AngleSharp.Html.Dom;

namespace AccountPortal.Tests.Security;

/// <summary>One answer of the portal: whose browser asked for what, and all that came.</summary>
internal sealed record SeenAnswer(string State, string What, bool IsOpen, HttpResponseMessage Response, string Text, IHtmlDocument Page, IReadOnlyList<string> SetCookies, string? SessionKey)
{
    public bool IsPage => Response.StatusCode == HttpStatusCode.OK && Response.Content.Headers.ContentType?.MediaType == "text/html";

    public string? Header(string name) =>
        Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values) ? string.Join("; ", values) : null;

    public override string ToString() => $"{What} for {State} ({(int)Response.StatusCode})";
}

/// <summary>
/// What the portal answers in production: every address that takes a GET, in every state that a visitor can be in, and what is refused. Collected once for all
/// tests that look at it.
/// </summary>
public sealed class EveryAnswer : IAsyncLifetime
{
    private readonly List<SeenAnswer> answers = [];

    public PortalApp App { get; private set; } = null!;

    internal IReadOnlyList<SeenAnswer> All => answers;

    internal RealPaths Paths { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await PortalApp.StartAsync(new() { ["TwoFactor:RequiredForRoles"] = "" }, "Production");
        Paths = await RealPaths.MakeAsync(App);
        foreach (var (state, browser) in await BrowsersAsync())
        {
            browser.FollowsRedirects = false;
            foreach (var action in RoutedActions.Of(App).Where(action => action.Method == "GET"))
            {
                await browser.GoAsync(Paths.Of(action));
                Keep(state, action.Route, browser, action.IsOpen);
            }
        }

        await BesideActionsAsync();
        await RefusalsAsync();
        await SignInAsync();
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    private async Task<IReadOnlyList<(string State, Browser Browser)>> BrowsersAsync()
    {
        var enrolled = await App.NewEnrolledAsync();
        var between = App.NewBrowser();
        await between.BeginAsync(enrolled.Person);
        var stale = await StaleSessions.NewAsync(App);
        var administrator = await App.NewAdministratorAsync();
        return
        [
            ("nobody", App.NewBrowser()),
            ("somebody between two steps", between),
            ("an unproven account", await App.SignInAsync(await App.NewPersonAsync(verified: false))),
            ("a person with two factors", enrolled.Browser),
            ("somebody who signed in long ago", stale.Browser),
            ("somebody who leaves", (await App.NewLeavingAsync()).Browser),
            ("an administrator", await App.SignInAsync(administrator)),
        ];
    }

    private async Task BesideActionsAsync()
    {
        var browser = await App.SignInAsync(await App.NewPersonAsync());
        browser.FollowsRedirects = false;
        foreach (var path in new[] { "/health/live", "/health/ready", "/session/verify", "/portal.css", "/portal.css?v=1", "/portal.js", "/favicon.svg", "/branding.css", "/no-such-page", "/me/nothing", "/account/%2e%2e/admin" })
        {
            await browser.GoAsync(path);
            Keep("a person", $"GET {path}", browser);
        }

        // On to an app by the page between, and round in circles.
        browser.Headers["Sec-Fetch-Site"] = "same-origin";
        var onward = $"/session/onward?to={Uri.EscapeDataString(App.Origin.AbsoluteUri)}";
        for (var i = 0; i < 4; i++)
        {
            await browser.GoAsync(onward);
            Keep("a person", $"GET {onward}", browser, isOpen: false);
        }
    }

    private async Task RefusalsAsync()
    {
        var (nobody, person) = (App.NewBrowser(), await App.SignInAsync(await App.NewPersonAsync()));
        foreach (var browser in new[] { nobody, person })
        {
            browser.FollowsRedirects = false;
            foreach (var action in RoutedActions.Of(App).Where(action => action.Method == "POST" && !action.IsJson && action.Template != "sign-out"))
            {
                await browser.PostFormAsync(Paths.Of(action), new { a = "b" });
                Keep(browser == nobody ? "nobody" : "a person", $"{action.Route} without a token", browser);
            }

            foreach (var action in RoutedActions.Of(App).Where(action => action.IsJson && action.Method != "GET" && action.Template != "logout"))
            {
                var answer = await browser.JsonAsync(new HttpMethod(action.Method), Paths.Of(action), "no object");
                answers.Add(new(browser == nobody ? "nobody" : "a person", action.Route, action.IsOpen, answer.Response, answer.Text, new Browser(App).Page, answer.SetCookies, null));
            }
        }
    }

    /// <summary>The way in and out, by the pages: what sets the cookies that matter.</summary>
    private async Task SignInAsync()
    {
        var (person, browser) = (await App.NewPersonAsync(), App.NewBrowser());
        await browser.GoAsync("/sign-in");
        await browser.SubmitAsync("Continue", new { email = person.Email });
        Keep("nobody", "POST /sign-in", browser);
        await browser.SubmitAsync("Sign in", new { password = person.Password, rememberDevice = "true" });
        Keep("a person", "POST /sign-in/password", browser);
        await browser.GoAsync("/account/profile");
        await browser.SubmitAsync("/account/profile", new { displayName = "Ada" });
        Keep("a person", "POST /account/profile", browser);
        await browser.SubmitAsync("Sign out");
        Keep("nobody", "POST /sign-out", browser);
        await browser.GoAsync("/forgot-password");
        await browser.SubmitAsync("/forgot-password", new { email = person.Email });
        Keep("nobody", "POST /forgot-password", browser);
        await browser.GoAsync(await App.Mail.LastLinkAsync(person.Email, "/reset-password"));
        Keep("nobody", "GET /reset-password with a link", browser);
    }

    private void Keep(string state, string what, Browser browser, bool isOpen = true) =>
        answers.Add(new(state, what, isOpen, browser.Response, browser.Text, browser.Page, browser.SetCookies, browser.SessionCookie?.Split('.')[0]));
}
