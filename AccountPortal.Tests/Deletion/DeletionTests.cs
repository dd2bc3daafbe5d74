using System.Globalization;
using System.Net;
using AccountPortal.Activity;
using AccountPortal.Deletion;
using AccountPortal.EmailVerification;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.StepUp;
using AccountPortal.Tests.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Deletion;

/// <summary>Asking for one's own account to be deleted, and keeping it.</summary>
public class DeletionTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Button = "Delete my account in 30 days";
    private static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    [Fact]
    public async Task The_page_says_what_goes_what_stays_and_when()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu);
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.TimeZone, "Asia/Tokyo")));
        var before = app.Clock.GetUtcNow();
        await browser.GoAsync("/account");
        Assert.Contains(browser.Page.QuerySelectorAll(".side a"), link => link.GetAttribute("href") == "/account/delete");
        await browser.GoAsync("/account/delete");
        Assert.Equal("/account/export", browser.Page.QuerySelector("main section a")!.GetAttribute("href"));
        var going = browser.Page.QuerySelectorAll(".tally tbody tr").ToDictionary(row => row.QuerySelector("th")!.TextContent, row => row.QuerySelector("td")!.TextContent);
        Assert.Equal(("2", "2"), (going["Browsers that are signed in"], going["Browsers that you have used"]));
        Assert.DoesNotContain("Your passkeys", going.Keys);
        Assert.DoesNotContain("Your activity", going.Keys);
        var events = await app.Db(db => db.SecurityEvents.CountAsync(row => row.AccountId == person.Id));
        Assert.Contains($"({events} records): under a pseudonym", browser.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Keyed hashes of accounts that are gone", browser.Text, StringComparison.Ordinal);
        var time = browser.Page.QuerySelector("main strong time")!;
        var at = DateTimeOffset.Parse(time.GetAttribute("datetime")!, CultureInfo.InvariantCulture);
        Assert.InRange(at, before + Grace - TimeSpan.FromSeconds(1), app.Clock.GetUtcNow() + Grace);
        Assert.Equal(RelativeTime.Exact(at, TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo")), time.TextContent);
        Assert.NotNull(browser.Page.QuerySelector("form[action='/account/delete'] .button.danger"));
    }

    [Fact]
    public async Task Asked_for_it_waits_and_everybody_else_is_out()
    {
        var person = await app.NewPersonAsync();
        var (browser, other) = (await app.SignInAsync(person), await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu));
        await app.Db(db => db.KnownDevices.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.TrustedUntil, DateTimeOffset.MaxValue)));
        var before = browser.SessionCookie;
        var answer = await browser.AskDeletionAsync(person, "  I have no use for it  ");
        var row = (await app.DeletionOfAsync(person.Id))!;
        Assert.Equal((row.RequestedAt, row.ExecuteAt), (answer["requestedAt"].GetDateTimeOffset(), answer["executeAt"].GetDateTimeOffset()));
        Assert.Equal((Grace, DeletionCause.Owner, "I have no use for it", null), (row.ExecuteAt - row.RequestedAt, row.Cause, row.Reason, row.RequestedBy));
        Assert.Equal(answer.Text, (await browser.GetJsonAsync("/me/deletion")).Text);
        Assert.False(await other.IsSignedInAsync());
        await other.GoAsync("/sign-in");
        Assert.Contains("because the account is to be deleted", other.Text, StringComparison.Ordinal);
        Assert.NotEqual(before, browser.SessionCookie);
        var stolen = browser.Copy();
        stolen.SessionCookie = before;
        Assert.False(await stolen.IsSignedInAsync());
        Assert.Equal(1, await app.Db(db => db.KnownDevices.CountAsync(device => device.UserId == person.Id && device.TrustedUntil != null)));
        Assert.Equal(browser.SessionCookie is null ? null : (await app.Db(db => db.Sessions.SingleAsync(session => session.UserId == person.Id))).Id, Assert.Single(await app.EventsOfAsync(person.Id, EventKind.DeletionRequested)).SessionId);
        var letter = Assert.Single(await app.Mail.ToAsync(person.Email), mail => mail.Subject.EndsWith("will be deleted", StringComparison.Ordinal));
        Assert.Equal("Keep my account", letter.Button!.Text);
        Assert.Contains(letter.Paragraphs, text => text.Contains(RelativeTime.Full(row.ExecuteAt), StringComparison.Ordinal));
        var token = await app.Db(db => db.EmailTokens.SingleAsync(one => one.UserId == person.Id && one.Purpose == TokenPurpose.CancelDeletion));
        Assert.InRange(row.ExecuteAt - token.ExpiresAt, TimeSpan.FromMilliseconds(-1), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task The_form_leads_to_the_countdown_and_asks_for_a_confirmation_without_losing_anything()
    {
        var (browser, person) = await StaleSessions.NewAsync(app);
        await browser.GoAsync("/account/delete");
        await browser.SubmitAsync(Button, new { email = person.Email.ToUpperInvariant(), reason = "so it is" });
        Assert.StartsWith("/step-up?for=delete%20your%20account", browser.Path, StringComparison.Ordinal);
        Assert.Null(await app.DeletionOfAsync(person.Id));
        await browser.SubmitAsync("Confirm", new { password = person.Password });
        await browser.SubmitAsync("Do it: delete your account");
        Assert.Equal("/account/delete", browser.Path);
        Assert.Equal("Your account will be deleted", browser.Page.QuerySelector("h1")!.TextContent);
        Assert.Equal("29", browser.Page.QuerySelector(".ring .middle")!.TextContent);
        Assert.StartsWith("29 days, 23 hours, ", browser.Page.QuerySelector("[data-words]")!.TextContent, StringComparison.Ordinal);
        Assert.EndsWith(" left of 30 days", browser.Page.QuerySelector("svg.ring")!.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("at once, 7 days before and 1 day before", browser.Text, StringComparison.Ordinal);
        Assert.Contains(browser.Page.Links, link => link.GetAttribute("href") == "/account/export");
        Assert.Equal("so it is", (await app.DeletionOfAsync(person.Id))!.Reason);
    }

    [Fact]
    public async Task Whoever_has_a_second_factor_shows_it()
    {
        var person = await app.NewEnrolledAsync();
        var browser = await app.SignInAsync(person);
        await app.Db(db => db.Sessions.Where(row => row.UserId == person.Person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.SecondFactorAt, (DateTimeOffset?)null)));
        var answer = await browser.PostJsonAsync("/me/deletion", new { email = person.Person.Email });
        Assert.Equal((HttpStatusCode.Forbidden, "step-up-required"), (answer.Status, answer.Problem));
        await app.ConfirmWithFactorAsync(person.Person.Id);
        await browser.AskDeletionAsync(person.Person);
    }

    [Theory]
    [InlineData("somebody.else@example.com", "", "email", "That is not the address of this account.")]
    [InlineData("", "", "email", "That is not the address of this account.")]
    [InlineData(null, "turned \u202e around", "reason", "This has characters that can't be shown.")]
    [InlineData(null, "long", "reason", "Write at most 500 characters.")]
    public async Task What_is_wrong_stands_beside_its_field_and_nothing_is_done(string? email, string reason, string field, string message)
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var typed = new { email = email ?? person.Email, reason = reason == "long" ? new string('x', 501) : reason };
        await browser.GoAsync("/account/delete");
        // As somebody sends it whose browser looks at no limit.
        await browser.PostFormAsync("/account/delete", new { typed.email, typed.reason, csrf = browser.Page.QuerySelector("form[action='/account/delete'] [name=csrf]")!.GetAttribute("value") });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.StartsWith(message, browser.Page.QuerySelector($"#{field}-error")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal(typed.email, browser.Page.QuerySelector("#email")!.GetAttribute("value") ?? "");
        var answer = await browser.PostJsonAsync("/me/deletion", typed);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(answer["errors"].EnumerateObject(), problem => problem.Name.Equals(field, StringComparison.OrdinalIgnoreCase));
        Assert.Null(await app.DeletionOfAsync(person.Id));
        Assert.Empty(await app.DeletionMailsAsync(person));
        await browser.AskDeletionAsync(person, new string('x', 500));
    }

    [Fact]
    public async Task Asked_by_many_at_once_it_is_asked_once()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var answers = await Race.RunAsync(20, _ => browser.Copy().PostJsonAsync("/me/deletion", new { email = person.Email }));
        // Whoever comes after the key was changed has a dead one.
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.Accepted, HttpStatusCode.Unauthorized }));
        Assert.Single(answers.Where(answer => answer.Status == HttpStatusCode.Accepted).Select(answer => answer.Text).Distinct());
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.DeletionRequested));
        Assert.Single(await app.DeletionMailsAsync(person));
        Assert.Single(answers, answer => answer.SetCookies.Count > 0);
    }

    [Fact]
    public async Task Asked_again_it_answers_the_same_and_does_nothing_twice()
    {
        var (person, browser) = await app.NewLeavingAsync();
        var (row, cookie) = (await app.DeletionOfAsync(person.Id), browser.SessionCookie);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var answer = await browser.AskDeletionAsync(person, "another reason");
        Assert.Equal(row!.ExecuteAt, answer["executeAt"].GetDateTimeOffset());
        Assert.Null((await app.DeletionOfAsync(person.Id))!.Reason);
        Assert.Equal(cookie, browser.SessionCookie);
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.DeletionRequested));
        Assert.Single(await app.DeletionMailsAsync(person));
    }

    [Fact]
    public async Task The_button_keeps_the_account_for_who_presses_it_and_signs_all_others_out()
    {
        var (person, browser) = await app.NewLeavingAsync();
        var (link, other) = (await app.KeepLinkAsync(person), await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu));
        // No confirmation, however long ago the last one was.
        await app.AgeAsync(person.Id);
        var cookie = browser.SessionCookie;
        await browser.GoAsync("/account/delete");
        var again = browser.Copy();
        await again.GoAsync("/account/delete");
        await browser.SubmitAsync("Keep my account");
        Assert.Equal("/account", browser.Path);
        Assert.Contains("Your account is kept", browser.Notice(), StringComparison.Ordinal);
        Assert.NotEqual(cookie, browser.SessionCookie);
        Assert.Null(await app.DeletionOfAsync(person.Id));
        Assert.False(await other.IsSignedInAsync());
        await other.GoAsync("/sign-in");
        Assert.Contains("which was to be deleted, is kept", other.Text, StringComparison.Ordinal);
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.DeletionCancelled));
        Assert.EndsWith("is kept", (await app.DeletionMailsAsync(person))[^1], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetJsonAsync("/me/deletion")).Status);
        // Another tab, a second later.
        browser.Cookies.CopyTo(again.Cookies);
        await again.SubmitAsync("Keep my account");
        Assert.Contains("Nothing was left to do", again.Notice(), StringComparison.Ordinal);
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.DeletionCancelled));
        await again.GoAsync(link);
        Assert.Equal((HttpStatusCode.NotFound, "This is done already"), (again.Status, again.Page.QuerySelector("h1")!.TextContent));
    }

    [Fact]
    public async Task Programs_keep_it_as_often_as_they_like()
    {
        var (person, browser) = await app.NewLeavingAsync();
        var cookie = browser.SessionCookie;
        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteJsonAsync("/me/deletion")).Status);
        Assert.NotEqual(cookie, browser.SessionCookie);
        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteJsonAsync("/me/deletion")).Status);
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.DeletionCancelled));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetJsonAsync("/me/deletion")).Status);
        Assert.True((await browser.GetJsonAsync("/me/sessions")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_many_that_keep_it_at_once_one_does()
    {
        var (person, browser) = await app.NewLeavingAsync();
        await Race.RunAsync(20, _ => browser.Copy().DeleteJsonAsync("/me/deletion"));
        Assert.Null(await app.DeletionOfAsync(person.Id));
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.DeletionCancelled));
        Assert.Equal(2, (await app.DeletionMailsAsync(person)).Count);
    }

    [Fact]
    public async Task When_time_is_over_it_can_be_kept_until_the_erasure_takes_it()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await app.InsertDeletionAsync(person.Id, left: TimeSpan.FromHours(-1));
        await browser.GoAsync("/account/delete");
        Assert.Equal(("Your account is being deleted", "Time is over"), (browser.Page.QuerySelector("h1")!.TextContent, browser.Page.QuerySelector("svg.ring")!.GetAttribute("aria-label")));
        Assert.Contains("you can still keep your account", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("Keep my account");
        Assert.Null(await app.DeletionOfAsync(person.Id));
    }

    [Fact]
    public async Task Whoever_comes_after_the_erasure_is_told_that_it_is_too_late()
    {
        var (person, browser) = await app.NewLeavingAsync();
        await browser.GoAsync("/account/delete");
        var program = browser.Copy();
        await using var erasure = await Hold.StartAsync(app);
        await erasure.RunAsync("select 1 from deletion_requests where user_id = $1 for update", person.Id);
        var (page, json) = (browser.SubmitAsync("Keep my account"), program.DeleteJsonAsync("/me/deletion"));
        await erasure.QueuedAsync(2);
        // Had it the account first, the erasure would wait here, and both for ever.
        await erasure.RunAsync("delete from users where id = $1", person.Id);
        await erasure.CommitAsync();
        await page;
        Assert.Equal("/sign-in", browser.Path);
        Assert.Contains("Too late", browser.Notice() ?? browser.Page.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, (await json).Status);
    }

    [Fact]
    public async Task An_unproven_account_comes_and_goes_without_mails_to_an_address_that_may_be_a_strangers()
    {
        var (person, browser) = await app.NewLeavingAsync(verified: false);
        await browser.GoAsync("/account/sessions");
        Assert.Equal("/account/delete", browser.Path);
        await browser.SubmitAsync("Keep my account");
        Assert.Equal("/verify-email/pending", browser.Path);
        Assert.Null(await app.DeletionOfAsync(person.Id));
        Assert.Empty(await app.Mail.ToAsync(person.Email));
        Assert.Equal(0, await app.Db(db => db.EmailTokens.CountAsync(token => token.UserId == person.Id)));
    }

    [Fact]
    public async Task A_change_of_address_that_was_under_way_ends()
    {
        var person = await app.NewPersonAsync();
        var (browser, other) = (await app.SignInAsync(person), People.New().Email);
        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("Change address", new { newEmail = other, currentPassword = person.Password });
        var link = await app.Mail.LastLinkAsync(other, "/verify-email");
        await browser.AskDeletionAsync(person);
        await browser.GoAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Asked_for_and_kept_too_often_it_has_to_wait()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        own.Clock.Stop();
        var person = await own.NewPersonAsync();
        var browser = await own.SignInAsync(person);
        for (var time = 0; time < 5; time++)
        {
            await browser.AskDeletionAsync(person);
            await browser.DeleteJsonAsync("/me/deletion");
        }

        var refused = await browser.PostJsonAsync("/me/deletion", new { email = person.Email });
        Assert.Equal((HttpStatusCode.TooManyRequests, "3600"), (refused.Status, refused.Response.Headers.RetryAfter?.ToString()));
        Assert.Null(await own.DeletionOfAsync(person.Id));
    }

    [Fact]
    public async Task A_session_that_ended_meanwhile_deletes_nothing()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("select 1 from users where id = $1 for no key update", person.Id);
        var asked = browser.PostJsonAsync("/me/deletion", new { email = person.Email });
        await hold.QueuedAsync(1);
        await hold.RunAsync("delete from device_sessions where user_id = $1", person.Id);
        await hold.CommitAsync();
        Assert.Equal(HttpStatusCode.Conflict, (await asked).Status);
        Assert.Null(await app.DeletionOfAsync(person.Id));
        Assert.Equal(0, await app.Db(db => db.EndedSessions.CountAsync(row => row.UserId == person.Id && row.Reason == EndReason.Deletion)));
    }
}
