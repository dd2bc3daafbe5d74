using System.Net;
using AccountPortal.Admin;
using AccountPortal.Security;
using AccountPortal.Tests.Admin;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

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
        "GET /sign-in/two-factor", "POST /sign-in/two-factor", "GET /sign-in/recovery-code", "POST /sign-in/recovery-code", "POST /login/two-factor",
        "GET /forgot-password", "POST /forgot-password", "GET /forgot-password/sent",
        // Behind a mailed link: the token is what counts.
        "GET /verify-email", "POST /verify-email", "GET /reset-password", "POST /reset-password", "GET /undo-email-change", "POST /undo-email-change",
        "GET /not-me", "POST /not-me", "GET /stop-factor-reset", "POST /stop-factor-reset",
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
    ];

    /// <summary>Within reach of an account whose address is not proven.</summary>
    private static readonly string[] Unverified =
    [
        "GET /me", "GET /me/sessions", "DELETE /me/sessions/{id}", "POST /me/sessions/revoke-all",
        "GET /account/sessions", "POST /account/sessions/{id}/revoke", "POST /account/sessions/{id}/name", "POST /account/sessions/{id}/forget-device", "POST /account/sessions/revoke-others",
        "GET /account/activity", "GET /account/activity.csv",
        "GET /verify-email/pending", "POST /verify-email/resend",
        // To change an address that cannot be proven.
        "GET /account/email", "POST /account/email", "POST /account/email/cancel",
    ];

    private IEnumerable<(string Route, ControllerActionDescriptor Action)> Actions =>
        app.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<ControllerActionDescriptor>()
            .SelectMany(action => Methods(action), (action, method) => ($"{method} /{Template(action)}", action));

    [Fact]
    public void Every_action_wants_a_session_or_is_on_the_list()
    {
        var open = Actions.Where(action => action.Action.EndpointMetadata.OfType<IAllowAnonymous>().Any()).Select(action => action.Route).ToList();
        Assert.Empty(open.Except(Open));
        Assert.True(open.Count > 10);
    }

    [Fact]
    public async Task Without_a_session_every_other_action_is_refused()
    {
        foreach (var (route, action) in Actions.Where(action => !Open.Contains(action.Route)))
        {
            var answer = await app.NewBrowser().JsonAsync(new HttpMethod(route.Split(' ')[0]), Filled(action), null);
            Assert.True(answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Found, $"{route} answered {(int)answer.Status} to a stranger.");
            Assert.True(answer.Status == HttpStatusCode.Unauthorized || answer.Response.Headers.Location!.OriginalString.StartsWith("/sign-in", StringComparison.Ordinal), route);
        }
    }

    [Fact]
    public async Task Without_a_proven_address_every_other_action_says_what_is_missing()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync(verified: false));
        foreach (var (route, action) in Actions.Where(action => !Open.Contains(action.Route) && !Unverified.Contains(action.Route)))
        {
            var answer = await browser.JsonAsync(new HttpMethod(route.Split(' ')[0]), Filled(action), null);
            var isToldWhere = answer.Status == HttpStatusCode.Found && answer.Response.Headers.Location!.OriginalString == "/verify-email/pending";
            Assert.True(isToldWhere || answer.Problem == "email-not-verified", $"{route} answered {(int)answer.Status}: {answer.Text}");
        }
    }

    [Fact]
    public async Task Every_form_wants_its_token()
    {
        var forms = Actions.Where(action => !action.Route.StartsWith("GET", StringComparison.Ordinal) && !IsJson(action.Action) && !WithoutToken.Contains(action.Route)).ToList();
        Assert.True(forms.Count > 5);
        foreach (var (route, action) in forms)
        {
            var browser = IsAdmins(action) ? await app.SignInAdministratorAsync() : await app.SignInAsync(await app.NewPersonAsync());
            await browser.PostFormAsync(Filled(action), new { csrf = "made up" });
            Assert.True(browser.Status == HttpStatusCode.BadRequest, $"{route} answered {(int)browser.Status} to a form without its token.");
            Assert.True(await browser.IsSignedInAsync(), route);
        }
    }

    [Fact]
    public void No_json_route_takes_a_form() => Assert.All(
        Actions.Where(action => IsJson(action.Action)).SelectMany(action => action.Action.Parameters, (action, parameter) => (action.Route, parameter.BindingInfo?.BindingSource)),
        parameter => Assert.True(parameter.BindingSource != Microsoft.AspNetCore.Mvc.ModelBinding.BindingSource.Form, parameter.Route));

    [Fact]
    public async Task Every_page_shows_to_whom_it_is_for()
    {
        var administrator = await app.SignInAdministratorAsync();
        Browser[] browsers = [app.NewBrowser(), await app.SignInAsync(await app.NewPersonAsync(verified: false)), await app.SignInAsync(await app.NewPersonAsync()), administrator];
        foreach (var (route, action) in Actions.Where(action => action.Route.StartsWith("GET", StringComparison.Ordinal) && !IsJson(action.Action)))
        {
            foreach (var browser in browsers)
            {
                // A 500 fails in the browser, with its reason.
                await browser.GoAsync(Filled(action));
                var isRefused = IsAdmins(action) && browser != administrator && browser.Status == HttpStatusCode.Forbidden;
                Assert.True(isRefused || browser.Status is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{route} answered {(int)browser.Status}.");
                if (browser.Response.Content.Headers.ContentType?.MediaType != "text/html")
                {
                    continue;
                }

                Assert.Single(browser.Page.QuerySelectorAll("h1"));
                Assert.False(string.IsNullOrWhiteSpace(browser.Page.Title), $"{route} has no title.");
            }
        }
    }

    private static bool IsAdmins(ControllerActionDescriptor action) => action.EndpointMetadata.OfType<AdminAreaAttribute>().Any();

    private static bool IsJson(ControllerActionDescriptor action) => action.EndpointMetadata.OfType<JsonApiAttribute>().Any();

    private static IEnumerable<string> Methods(ControllerActionDescriptor action) =>
        action.EndpointMetadata.OfType<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? ["GET"];

    private static string Template(ControllerActionDescriptor action) =>
        System.Text.RegularExpressions.Regex.Replace(action.AttributeRouteInfo!.Template!, @"\{(\w+):\w+\}", "{$1}").TrimStart('/');

    private static string Filled(ControllerActionDescriptor action) =>
        "/" + System.Text.RegularExpressions.Regex.Replace(Template(action), @"\{\w+\}", Guid.CreateVersion7().ToString());
}
