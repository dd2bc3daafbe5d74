using System.Net;
using AccountPortal.Admin;
using AccountPortal.StepUp;
using AccountPortal.Tests.Meta;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace AccountPortal.Tests.StepUp;

/// <summary>Which actions want a confirmation: a decision for each, also for the one that is added tomorrow.</summary>
public class GuardedActionTests(PortalApp app) : IClassFixture<PortalApp>
{
    /// <summary>What changes something and asks for no confirmation, each with its reason.</summary>
    private static readonly string[] Unguarded =
    [
        // They are the confirmation, and what comes after it: the form that was kept meets the guard of its own action.
        "POST /step-up", "POST /me/step-up", "POST /step-up/end", "POST /step-up/company", "POST /step-up/form/{id}", "POST /me/step-up/passkey-options",
        // A name, a zone, a word of the owner's own; nothing of it opens anything.
        "POST /account/profile", "POST /account/review", "POST /account/sessions/{id}/name", "POST /account/passkeys/{id}/name",
        // They take trust away, and give none.
        "POST /account/sessions/{id}/forget-device", "POST /account/email/cancel",
        // Hands out what the page before it has just shown, once, to the session that made it.
        "POST /account/two-factor/recovery-codes/download",
        // Keeps the factors that there are; in a hurry, perhaps.
        "POST /account/two-factor/reset/stop",
        // Keeps the account: the safe direction, which nothing must stand in the way of.
        "POST /account/delete/cancel", "DELETE /me/deletion",
        // Mails the account's own address.
        "POST /verify-email/resend",
    ];

    private List<(string Route, ControllerActionDescriptor Action)> Changing => [.. RoutedActions.Of(app).Where(action => !action.Route.StartsWith("GET", StringComparison.Ordinal) && !action.IsOpen).Select(action => (action.Route, action.Action))];

    [Fact]
    public void Every_action_that_changes_something_is_guarded_or_on_the_list()
    {
        var unguarded = Changing.Where(action => !action.Action.EndpointMetadata.OfType<RequireStepUpAttribute>().Any()).Select(action => action.Route).ToList();
        Assert.Equal(Unguarded.Order(StringComparer.Ordinal), unguarded.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Everything_that_an_administrator_changes_is_guarded() => Assert.All(
        Changing.Where(action => action.Action.EndpointMetadata.OfType<AdminAreaAttribute>().Any()),
        action => Assert.True(action.Action.EndpointMetadata.OfType<RequireStepUpAttribute>().Any(), action.Route));

    [Fact]
    public async Task ASVS_7_5_1_Each_guarded_action_is_refused_without_a_fresh_confirmation()
    {
        var administrator = await Admin.AdminPortal.NewAdministratorAsync(app);
        var browser = await app.SignInAsync(administrator);
        await browser.GoAsync("/account/alerts");
        var token = browser.Page.QuerySelector("form [name=csrf]")!.GetAttribute("value")!;
        await app.AgeAsync(administrator.Id);
        var guarded = RoutedActions.Of(app).Where(action => action.Guard is { PasswordInForm: false }).ToList();
        Assert.True(guarded.Count > 10);
        foreach (var action in guarded)
        {
            if (action.IsJson)
            {
                var answer = await browser.JsonAsync(new HttpMethod(action.Method), action.Path, null);
                Assert.True((answer.Status, answer.Problem) == (HttpStatusCode.Forbidden, "step-up-required"), $"{action.Route} answered {(int)answer.Status}: {answer.Text}");
                continue;
            }

            await (action.Method == "GET" ? browser.GoAsync(action.Path) : browser.PostFormAsync(action.Path, new { csrf = token }));
            Assert.True(browser.Path.StartsWith("/step-up?for=" + Uri.EscapeDataString(action.Guard!.Purpose), StringComparison.Ordinal), $"{action.Route} led to {browser.Path}");
        }
    }
}
