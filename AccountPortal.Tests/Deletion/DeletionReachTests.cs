using System.Net;
using AccountPortal.Deletion;
using AccountPortal.Security;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Meta;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Deletion;

/// <summary>While an account waits for its deletion nothing is within its reach but what it takes to keep it, to take the data along and to leave.</summary>
public class DeletionReachTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly string[] Within =
    [
        "GET /me", "GET /me/deletion", "DELETE /me/deletion", "GET /account/delete", "POST /account/delete/cancel",
        // Asked again, they answer what waits.
        "POST /me/deletion", "POST /account/delete",
        // Whoever leaves takes their data along.
        "GET /account/export", "POST /account/export", "POST /account/export/{id}/download", "GET /me/export", "POST /me/export", "POST /me/export/{id}/archive",
        // A session that has to be confirmed first; and the export asks, too.
        "GET /step-up", "POST /step-up", "POST /step-up/end", "GET /step-up/form/{id}", "POST /step-up/form/{id}", "POST /me/step-up", "POST /me/step-up/passkey-options",
    ];

    [Fact]
    public async Task Nothing_else_is_within_reach_not_for_administrators_either()
    {
        var (_, person) = (await app.NewAdministratorAsync(), await app.NewAdministratorAsync());
        var browser = await app.SignInAsync(person);
        await app.InsertDeletionAsync(person.Id);
        var actions = RoutedActions.Of(app).Where(action => !action.IsOpen).ToList();
        var allowed = actions.Where(action => action.Action.EndpointMetadata.OfType<AllowDuringDeletionAttribute>().Any()).ToList();
        Assert.Equal(Within.Order(StringComparer.Ordinal), allowed.Select(action => action.Route).Order(StringComparer.Ordinal));
        Assert.True(actions.Count > allowed.Count + 40);
        foreach (var action in actions.Except(allowed))
        {
            var answer = await browser.JsonAsync(new HttpMethod(action.Method), action.Path, null);
            var isLed = answer.Status == HttpStatusCode.Found && answer.Response.Headers.Location!.OriginalString == "/account/delete";
            Assert.True(action.IsJson ? (answer.Status, answer.Problem) == (HttpStatusCode.Forbidden, "deletion-pending") : isLed, $"{action.Route} answered {(int)answer.Status}: {answer.Text}");
        }

        foreach (var action in allowed.Where(action => action.Method == "GET"))
        {
            await browser.GoAsync(action.Path);
            Assert.Empty(browser.Redirects);
        }
    }

    [Fact]
    public async Task The_row_is_the_truth_whoever_wrote_it()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/me/sessions")).Status);
        await app.InsertDeletionAsync(person.Id);
        Assert.Equal("deletion-pending", (await browser.GetJsonAsync("/me/sessions")).Problem);
        Assert.True(await browser.IsSignedInAsync());
        await app.Db(db => db.DeletionRequests.Where(row => row.UserId == person.Id).ExecuteDeleteAsync());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/me/sessions")).Status);
    }

    [Fact]
    public async Task Signing_in_leads_to_the_countdown_and_cancels_nothing()
    {
        var (person, _) = await app.NewLeavingAsync();
        var browser = app.NewBrowser();
        await browser.GoAsync("/account/activity");
        await browser.SubmitAsync("Continue", new { email = person.Email });
        await browser.SubmitAsync("Sign in", new { password = person.Password });
        Assert.Equal("/account/delete", browser.Path);
        Assert.Equal(["/account/delete", "/account/export"], browser.Page.QuerySelectorAll(".side nav a, nav.side a, .side a").Select(link => link.GetAttribute("href")).Distinct());
        Assert.NotNull(await app.DeletionOfAsync(person.Id));
        await browser.SubmitAsync("Sign out");
        Assert.False(await browser.IsSignedInAsync());
        Assert.NotNull(await app.DeletionOfAsync(person.Id));
    }

    [Fact]
    public async Task A_factor_that_the_role_needs_stands_in_nobodys_way_out_or_back()
    {
        await using var own = await PortalApp.StartAsync(new() { ["TwoFactor:RequiredForRoles"] = "admin" });
        var (_, person) = (await own.NewAdministratorAsync(), await own.NewAdministratorAsync());
        var browser = await own.SignInAsync(person);
        await browser.AskDeletionAsync(person);
        await browser.GoAsync("/account/two-factor");
        Assert.Equal("/account/delete", browser.Path);
        await browser.SubmitAsync("Keep my account");
        Assert.Equal("/account/two-factor/required", browser.Path);
        Assert.Null(await own.DeletionOfAsync(person.Id));
    }

    [Theory]
    [InlineData(DeletionCause.Administrators, "Two administrators decided this")]
    [InlineData(DeletionCause.Unverified, "Its address was never confirmed")]
    [InlineData(DeletionCause.Restored, "an old backup brought it back")]
    public async Task What_others_decided_is_told_and_not_the_owners_to_cancel(string cause, string because)
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/delete");
        var token = browser.Page.QuerySelector("[name=csrf]")!.GetAttribute("value");
        await app.InsertDeletionAsync(person.Id, cause, TimeSpan.Zero, TimeSpan.Zero);
        await browser.GoAsync("/account/delete");
        Assert.Contains(because, browser.Text, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("form[action='/account/delete/cancel']"));
        Assert.Equal("Time is over", browser.Page.QuerySelector("svg.ring")!.GetAttribute("aria-label"));
        await browser.PostFormAsync("/account/delete/cancel", new { csrf = token });
        Assert.Contains("not yours to cancel", browser.Notice(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await browser.DeleteJsonAsync("/me/deletion")).Status);
        Assert.NotNull(await app.DeletionOfAsync(person.Id));
    }

    [Fact]
    public async Task Who_was_only_away_may_stay()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await app.InsertDeletionAsync(person.Id, DeletionCause.Inactive, TimeSpan.Zero, TimeSpan.Zero);
        await browser.GoAsync("/account");
        Assert.Contains("Nobody used it for a long time", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("Keep my account");
        Assert.Null(await app.DeletionOfAsync(person.Id));
    }
}
