using System.Net;
using AccountPortal.Activity;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Passwords;

public class PasswordChangeTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string NewPassword = "an entirely new sentence";

    [Fact]
    public async Task A_change_keeps_this_session_under_a_new_key_and_ends_the_others()
    {
        var person = await app.NewPersonAsync();
        var others = new[] { await app.SignInAsync(person), await app.SignInAsync(person), await app.SignInAsync(person) };
        var browser = await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu);
        var (thief, id) = (browser.Copy(), await CurrentIdAsync(browser));
        await ChangeAsync(browser, person.Password, NewPassword);
        Assert.Equal("/account", browser.Path);
        Assert.Contains("Password changed. 3 other sessions were signed out.", browser.Text, StringComparison.Ordinal);
        Assert.Equal(id, await CurrentIdAsync(browser));
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetJsonAsync("/me")).Status);
        Assert.All(await Task.WhenAll(others.Select(other => other.GetJsonAsync("/me"))), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
        var ended = await app.Db(db => db.EndedSessions.Where(session => session.UserId == person.Id).ToListAsync());
        Assert.Equal(3, ended.Count);
        Assert.All(ended, session => Assert.Equal((EndReason.PasswordChanged, "Firefox on Ubuntu"), (session.Reason, session.EndedFrom)));
    }

    [Fact]
    public async Task ASVS_6_2_2_The_new_password_works_and_the_old_one_does_not()
    {
        var person = await app.NewPersonAsync();
        await ChangeAsync(await app.SignInAsync(person), person.Password, NewPassword);
        await app.SignInAsync(person with { Password = NewPassword });
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);
    }

    [Fact]
    public async Task The_owner_is_told_and_links_of_before_end()
    {
        var person = await app.NewPersonAsync();
        var stranger = app.NewBrowser();
        await stranger.GoAsync("/forgot-password");
        await stranger.SubmitAsync("Send me a link", new { email = person.Email });
        await ChangeAsync(await app.SignInAsync(person), person.Password, NewPassword);
        var letter = await app.Mail.LastAsync(person.Email);
        Assert.Contains("was changed", letter.Subject, StringComparison.Ordinal);
        Assert.Contains(letter.Facts, fact => fact.Value == "Chrome on macOS");
        await stranger.GoAsync(await app.Mail.LastLinkAsync(person.Email, "/reset-password"));
        Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
        Assert.Equal(1, await app.Db(db => db.SecurityEvents.CountAsync(row => row.AccountId == person.Id && row.Kind == EventKind.PasswordChanged)));
    }

    [Fact]
    public async Task ASVS_6_2_3_A_wrong_current_and_a_refused_new_password_change_nothing()
    {
        var person = await app.NewPersonAsync();
        var (browser, other) = (await app.SignInAsync(person), await app.SignInAsync(person));
        await ChangeAsync(browser, "wrong", NewPassword);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotNull(browser.Page.QuerySelector("#currentPassword-error"));
        Assert.Null(browser.Page.QuerySelector("#newPassword-error"));
        Assert.DoesNotContain(NewPassword, browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("Change password", new { currentPassword = person.Password, newPassword = "password" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Null(browser.Page.QuerySelector("#currentPassword-error"));
        Assert.NotNull(browser.Page.QuerySelector("#newPassword-error"));
        Assert.Equal(HttpStatusCode.OK, (await other.GetJsonAsync("/me")).Status);
        await app.SignInAsync(person);
    }

    [Fact]
    public async Task Programs_change_it_by_JSON()
    {
        var person = await app.NewPersonAsync();
        var (browser, other) = (await app.SignInAsync(person, userAgent: UserAgents.Curl), await app.SignInAsync(person));
        var thief = browser.Copy();
        var answer = await browser.PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = NewPassword });
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetJsonAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetJsonAsync("/me")).Status);
    }

    [Fact]
    public async Task Programs_are_told_which_password_is_wrong()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var wrong = await browser.PostJsonAsync("/me/password", new { currentPassword = "wrong", newPassword = NewPassword });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (wrong.Status, wrong.ContentType));
        Assert.Equal(["currentPassword"], wrong["errors"].EnumerateObject().Select(field => field.Name));
        var refused = await browser.PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = "short" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(["newPassword"], refused["errors"].EnumerateObject().Select(field => field.Name));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostJsonAsync("/me/password", new { })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.NewBrowser().PostJsonAsync("/me/password", new { currentPassword = "a", newPassword = "b" })).Status);
    }

    [Fact]
    public async Task A_stolen_cookie_does_not_guess_the_current_password()
    {
        await using var other = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        var person = await other.NewPersonAsync();
        var thief = await other.SignInAsync(person);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await TryAsync(thief, $"guess {i}")).Status);
        }

        var throttled = await TryAsync(thief, person.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, throttled.Status);
        Assert.NotNull(throttled.Response.Headers.RetryAfter);
        other.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.NoContent, (await TryAsync(thief, person.Password)).Status);
    }

    [Fact]
    public async Task Of_a_hundred_changes_at_once_a_single_one_wins_and_one_session_lives()
    {
        var person = await app.NewPersonAsync();
        var sessions = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.SignInAsync(person)));
        var browsers = Enumerable.Range(0, 100).Select(i => sessions[i % sessions.Length].Copy()).ToList();
        var answers = await Task.WhenAll(browsers.Select((browser, i) =>
            browser.PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = $"sentence of number {i}" })));
        var winner = browsers[Array.FindIndex(answers, answer => answer.Status == HttpStatusCode.NoContent)];
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.NoContent), answer =>
            Assert.Contains(answer.Status, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.UnprocessableEntity }));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.OK, (await winner.GetJsonAsync("/me")).Status);
        Assert.Equal(1, await app.Db(db => db.Sessions.CountAsync(session => session.UserId == person.Id)));
    }

    [Fact]
    public async Task No_sign_in_with_the_old_password_outlives_a_change_that_it_raced()
    {
        for (var round = 0; round < 10; round++)
        {
            var person = await app.NewPersonAsync();
            var browser = await app.SignInAsync(person);
            var signIns = Enumerable.Range(0, 10).Select(_ => app.NewBrowser()).ToList();
            var tries = signIns.Select(each => each.PostJsonAsync("/login", new { email = person.Email, password = person.Password }));
            var change = browser.PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = NewPassword });
            await Task.WhenAll(tries);
            // The limit of sessions may have ended the one that changes it.
            if ((await change).Status == HttpStatusCode.NoContent)
            {
                Assert.All(await Task.WhenAll(signIns.Select(each => each.GetJsonAsync("/me"))), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
            }
        }
    }

    [Fact]
    public async Task An_account_without_a_password_is_shown_the_way_to_one()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await app.Db(db => db.Users.Where(account => account.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(account => account.PasswordHash, (string?)null)));
        await ChangeAsync(browser, "anything", NewPassword);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Forgot password", browser.Page.QuerySelector("#currentPassword-error")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_out_of_reach_for_an_unverified_account()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync(verified: false));
        await browser.GoAsync("/account/password");
        Assert.Equal("/verify-email/pending", browser.Path);
    }

    private static Task<JsonAnswer> TryAsync(Browser browser, string currentPassword) =>
        browser.PostJsonAsync("/me/password", new { currentPassword, newPassword = NewPassword });

    private static async Task ChangeAsync(Browser browser, string currentPassword, string newPassword)
    {
        await browser.GoAsync("/account/password");
        await browser.SubmitAsync("Change password", new { currentPassword, newPassword });
    }

    private static async Task<string?> CurrentIdAsync(Browser browser)
    {
        var sessions = await browser.GetJsonAsync("/me/sessions");
        return sessions.Body.EnumerateArray().Single(session => session.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetString();
    }
}
