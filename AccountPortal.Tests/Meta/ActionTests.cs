using System.Net;
using System.Text.RegularExpressions;
using AccountPortal.Tests.Admin;

namespace AccountPortal.Tests.Meta;

/// <summary>What holds for every action there is, also for the one that is added tomorrow.</summary>
public class ActionTests(PortalApp app) : IClassFixture<PortalApp>
{
    /// <summary>Within everybody's reach, each with its reason; everything else wants a session.</summary>
    private static readonly string[] Open =
    [
        // The front door, and the ways in.
        "GET /", "GET /sign-up", "POST /sign-up", "GET /sign-up/sent", "POST /signup",
        "GET /sign-in", "POST /sign-in", "GET /sign-in/password", "POST /sign-in/password", "GET /sign-in/limit", "POST /sign-in/limit", "POST /login",
        "GET /sign-in/passkey", "POST /sign-in/passkey", "POST /login/passkey-options",
        "GET /sign-in/two-factor", "POST /sign-in/two-factor", "GET /sign-in/recovery-code", "POST /sign-in/recovery-code", "POST /login/two-factor",
        "GET /forgot-password", "POST /forgot-password", "GET /forgot-password/sent",
        // Behind a mailed link: the token is what counts.
        "GET /verify-email", "POST /verify-email", "GET /reset-password", "POST /reset-password", "GET /undo-email-change", "POST /undo-email-change",
        "GET /not-me", "POST /not-me", "GET /stop-factor-reset", "POST /stop-factor-reset",
        "GET /keep-account", "POST /keep-account",
        // A company's sign-in: its answer is what counts, and the request of this browser's that it names.
        "GET /saml/{slug}/sign-in", "POST /saml/{slug}/acs", "GET /saml/{slug}/finish", "POST /saml/{slug}/finish", "POST /saml/{slug}/connect", "POST /saml/{slug}/connect/mail", "GET /saml/{slug}/connect/mail", "POST /saml/{slug}/connect/confirm", "GET /saml/{slug}/metadata",
        "GET /saml/{slug}/logout", "POST /saml/{slug}/logout", "GET /saml/{slug}/sign-out",
        // Who is signed out already is told the same.
        "POST /sign-out", "POST /logout",
        // Development alone.
        "GET /dev/mail", "GET /dev/mail.json", "GET /dev/mail/{id}", "GET /dev/mail/{id}/html",
    ];

    /// <summary>Forms that work without a token, each with its reason.</summary>
    private static readonly string[] WithoutToken =
    [
        // The page may have outlived the session that its token was made for; cross-site calls are refused before.
        "POST /sign-out",
        // They come from the provider's site, signed by it.
        "POST /saml/{slug}/acs", "POST /saml/{slug}/logout",
    ];

    /// <summary>Within reach of an account whose address is not proven.</summary>
    private static readonly string[] Unverified =
    [
        "GET /me", "GET /me/sessions", "DELETE /me/sessions/{id}", "POST /me/sessions/revoke-all",
        "GET /account/sessions", "POST /account/sessions/{id}/revoke", "POST /account/sessions/{id}/name", "POST /account/sessions/{id}/forget-device", "POST /account/sessions/revoke-others",
        "GET /account/activity", "GET /account/activity.csv",
        "GET /verify-email/pending", "POST /verify-email/resend",
        // Whether an app behind a gateway wants a proven address is for the app to say.
        "GET /session/onward",
        // They have sessions to end, too.
        "GET /step-up", "POST /step-up", "POST /step-up/end", "POST /step-up/company", "GET /step-up/company/finish", "GET /step-up/form/{id}", "POST /step-up/form/{id}", "POST /me/step-up", "POST /me/step-up/passkey-options",
        // To leave, and to stay after all.
        "GET /account/delete", "POST /account/delete", "POST /account/delete/cancel", "GET /me/deletion", "POST /me/deletion", "DELETE /me/deletion",
        // What is theirs they can take along, proven or not.
        "GET /account/export", "POST /account/export", "POST /account/export/{id}/download", "GET /me/export", "POST /me/export", "POST /me/export/{id}/archive",
        // To change an address that cannot be proven.
        "GET /account/email", "POST /account/email", "POST /account/email/cancel",
    ];

    private IReadOnlyList<RoutedAction> Actions => RoutedActions.Of(app);

    [Fact]
    public void Every_action_wants_a_session_or_is_on_the_list()
    {
        var open = Actions.Where(action => action.IsOpen).Select(action => action.Route).ToList();
        Assert.Empty(open.Except(Open));
        Assert.True(open.Count > 10);
    }

    [Fact]
    public async Task Without_a_session_every_other_action_is_refused()
    {
        foreach (var action in Actions.Where(action => !Open.Contains(action.Route)))
        {
            var answer = await app.NewBrowser().JsonAsync(new HttpMethod(action.Method), action.Path, null);
            Assert.True(answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Found, $"{action.Route} answered {(int)answer.Status} to a stranger.");
            Assert.True(answer.Status == HttpStatusCode.Unauthorized || answer.Response.Headers.Location!.OriginalString.StartsWith("/sign-in", StringComparison.Ordinal), action.Route);
        }
    }

    [Fact]
    public async Task Without_a_proven_address_every_other_action_says_what_is_missing()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync(verified: false));
        foreach (var action in Actions.Where(action => !Open.Contains(action.Route) && !Unverified.Contains(action.Route)))
        {
            var answer = await browser.JsonAsync(new HttpMethod(action.Method), action.Path, null);
            var isToldWhere = answer.Status == HttpStatusCode.Found && answer.Response.Headers.Location!.OriginalString == "/verify-email/pending";
            Assert.True(isToldWhere || answer.Problem == "email-not-verified", $"{action.Route} answered {(int)answer.Status}: {answer.Text}");
        }
    }

    [Fact]
    public async Task ASVS_3_5_1_Every_form_wants_its_token()
    {
        var forms = Actions.Where(action => !action.Route.StartsWith("GET", StringComparison.Ordinal) && !action.IsJson && !WithoutToken.Contains(action.Route)).ToList();
        Assert.True(forms.Count > 5);
        foreach (var action in forms)
        {
            var browser = action.IsAdmins ? await app.SignInAdministratorAsync() : await app.SignInAsync(await app.NewPersonAsync());
            await browser.PostFormAsync(action.Path, new { csrf = "made up" });
            Assert.True(browser.Status == HttpStatusCode.BadRequest, $"{action.Route} answered {(int)browser.Status} to a form without its token.");
            Assert.True(await browser.IsSignedInAsync(), action.Route);
        }
    }

    [Fact]
    public void No_json_route_takes_a_form() => Assert.All(
        Actions.Where(action => action.IsJson).SelectMany(action => action.Action.Parameters, (action, parameter) => (action.Route, parameter.BindingInfo?.BindingSource)),
        parameter => Assert.True(parameter.BindingSource != Microsoft.AspNetCore.Mvc.ModelBinding.BindingSource.Form, parameter.Route));

    [Fact]
    public void Every_page_is_measured_by_the_script_for_it()
    {
        // What is no page: files to download, and metadata.
        string[] others = ["account/activity.csv", "admin/activity.csv", "saml/{slug}/metadata", "admin/saml-providers/{slug}/certificates/ours"];
        var script = File.ReadAllText(Path.Combine(SourceTree.Root, "eng", "page-speed.sh"));
        var pages = Actions.Where(action => action is { Method: "GET", IsJson: false }).Select(action => action.Template).Except(others).ToList();
        Assert.True(pages.Count > 80);
        Assert.All(pages, page => Assert.True(Regex.IsMatch(script, $"[(\\s\"]/{Regex.Replace(page, "\\{\\w+\\}", "[^/\\s\"]+")}[)\\s\"?]"), page));
    }

    [Fact]
    public async Task Every_page_shows_to_whom_it_is_for()
    {
        var administrator = await app.SignInAdministratorAsync();
        Browser[] browsers = [app.NewBrowser(), await app.SignInAsync(await app.NewPersonAsync(verified: false)), await app.SignInAsync(await app.NewPersonAsync()), administrator];
        foreach (var action in Actions.Where(action => action.Route.StartsWith("GET", StringComparison.Ordinal) && !action.IsJson))
        {
            foreach (var browser in browsers)
            {
                // A 500 fails in the browser, with its reason.
                await browser.GoAsync(action.Path);
                var isRefused = action.IsAdmins && browser != administrator && browser.Status == HttpStatusCode.Forbidden;
                Assert.True(isRefused || browser.Status is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{action.Route} answered {(int)browser.Status}.");
                if (browser.Response.Content.Headers.ContentType?.MediaType != "text/html")
                {
                    continue;
                }

                Assert.Single(browser.Page.QuerySelectorAll("h1"));
                Assert.False(string.IsNullOrWhiteSpace(browser.Page.Title), $"{action.Route} has no title.");
            }
        }
    }
}
