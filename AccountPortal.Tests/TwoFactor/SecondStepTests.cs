using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Admin;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccountPortal.Tests.TwoFactor;

public class SecondStepTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Password_then_code_and_on_to_where_the_person_was_going()
    {
        var person = await app.NewEnrolledAsync();
        var browser = app.NewBrowser();
        await browser.GoAsync("/account/sessions?x=1");
        await browser.SubmitAsync("Continue", new { email = person.Person.Email });
        await browser.SubmitAsync("Sign in", new { password = person.Person.Password, rememberDevice = true });
        Assert.Equal("/sign-in/two-factor", browser.Path);
        Assert.False(await browser.IsSignedInAsync());
        var code = person.App.Code();
        await browser.SubmitAsync("Sign in", new { code = $"{code[..3]} {code[3..]}" });
        Assert.Equal("/account/sessions?x=1", browser.Path);
        var session = await app.Db(db => db.Sessions.OrderByDescending(row => row.CreatedAt).FirstAsync(row => row.UserId == person.Person.Id));
        Assert.Equal(["password", "totp"], session.AuthMethods);
        Assert.Equal(session.CreatedAt, session.SecondFactorAt);
        Assert.True(session.Remembered);
        Assert.Equal("password totp", (await app.EventsOfAsync(person.Person.Id, EventKind.SignIn))[^1].Detail("method"));
    }

    [Fact]
    public async Task A_password_alone_opens_nothing()
    {
        var person = await app.NewEnrolledAsync();
        var browser = app.NewBrowser();
        await browser.BeginAsync(person.Person);
        Assert.False(await browser.IsSignedInAsync());
        await browser.GoAsync("/sign-in/two-factor");
        await browser.PostFormAsync("/sign-in/limit", new { csrf = browser.Page.QuerySelector("main form [name=csrf]")!.GetAttribute("value")! });
        Assert.Equal("/sign-in/two-factor", browser.Path);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task ASVS_6_3_4_The_link_that_proves_an_address_does_not_go_round_the_second_step()
    {
        var person = await app.NewEnrolledAsync();
        var next = People.New();
        await person.Browser.GoAsync("/account/email");
        await person.Browser.SubmitAsync("Change address", new { newEmail = next.Email, currentPassword = person.Person.Password });
        var elsewhere = app.NewBrowser();
        await elsewhere.GoAsync(await app.Mail.LastLinkAsync(next.Email, "/verify-email"));
        await elsewhere.SubmitAsync("/verify-email", new { password = person.Person.Password });
        Assert.Equal("/sign-in/two-factor", elsewhere.Path);
        Assert.False(await elsewhere.IsSignedInAsync());
        await elsewhere.SubmitAsync("Sign in", new { code = person.App.Code() });
        Assert.True(await elsewhere.IsSignedInAsync());
    }

    [Fact]
    public async Task A_reset_does_not_go_round_it()
    {
        var person = await app.NewEnrolledAsync();
        var browser = app.NewBrowser();
        await browser.GoAsync("/forgot-password");
        await browser.SubmitAsync("Send me a link", new { email = person.Person.Email });
        await browser.GoAsync(await app.Mail.LastLinkAsync(person.Person.Email, "/reset-password"));
        await browser.SubmitAsync("Set new password", new { newPassword = "an entirely new sentence" });
        await browser.BeginAsync(person.Person with { Password = "an entirely new sentence" });
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Nobody_without_the_password_learns_that_a_code_would_be_asked_for()
    {
        var (with, without) = (await app.NewEnrolledAsync(), await app.NewPersonAsync());
        var answers = new List<string>();
        foreach (var email in new[] { with.Person.Email, without.Email, "nobody-there@example.com" })
        {
            var browser = app.NewBrowser();
            var json = await browser.PostJsonAsync("/login", new { email, password = "wrong" });
            Assert.Empty(json.SetCookies);
            await browser.GoAsync("/sign-in");
            await browser.SubmitAsync("Continue", new { email });
            await browser.SubmitAsync("Sign in", new { password = "wrong" });
            answers.Add($"{json.Status} {browser.Status} {browser.Path} {browser.Page.Body!.TextContent}");
        }

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task ASVS_6_5_5_A_clock_may_be_off_by_a_step_and_no_more()
    {
        app.Clock.Stop();
        var person = await app.NewEnrolledAsync();
        app.Clock.Advance(Totp.Step * 10);
        foreach (var (steps, status) in new[] { (-2, HttpStatusCode.Unauthorized), (2, HttpStatusCode.Unauthorized), (-1, HttpStatusCode.OK), (1, HttpStatusCode.OK) })
        {
            var browser = app.NewBrowser();
            await browser.BeginAsync(person.Person);
            Assert.Equal(status, (await browser.SecondStepAsync(person.App.Code(steps))).Status);
        }
    }

    [Fact]
    public async Task A_code_of_an_app_that_was_exchanged_in_that_moment_is_not_taken()
    {
        var person = await app.NewEnrolledAsync();
        var browser = app.NewBrowser();
        await browser.BeginAsync(person.Person);
        await using var exchange = await app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var change = new NpgsqlCommand("update totp_factors set protected_key = decode('00', 'hex') where user_id = $1", exchange);
        await using var transaction = await exchange.BeginTransactionAsync();
        change.Parameters.Add(new NpgsqlParameter { Value = person.Person.Id });
        await change.ExecuteNonQueryAsync();
        var answer = browser.SecondStepAsync(person.App.Code());
        await using var hold = await Hold.StartAsync(app);
        await hold.QueuedAsync(1);
        await transaction.CommitAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await answer).Status);
    }

    [Fact]
    public async Task The_first_step_holds_for_five_minutes()
    {
        app.Clock.Stop();
        var person = await app.NewEnrolledAsync();
        var (early, late) = (app.NewBrowser(), app.NewBrowser());
        await early.BeginAsync(person.Person);
        await late.BeginAsync(person.Person);
        app.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await early.SecondStepAsync(person.App.Code())).Status);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await late.SecondStepAsync(person.App.NextCode())).Status);
        await late.GoAsync("/sign-in/two-factor");
        Assert.Equal("/sign-in", late.Path);
    }

    [Fact]
    public async Task A_first_step_ends_with_a_new_password()
    {
        var person = await app.NewEnrolledAsync();
        var thief = app.NewBrowser();
        await thief.BeginAsync(person.Person);
        await person.Browser.GoAsync("/account/password");
        await person.Browser.SubmitAsync("Change password", new { currentPassword = person.Person.Password, newPassword = "an entirely new sentence" });
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.SecondStepAsync(person.App.Code())).Status);
        // And the code was not used up for it.
        var owner = app.NewBrowser();
        await owner.BeginAsync(person.Person with { Password = "an entirely new sentence" });
        Assert.Equal(HttpStatusCode.OK, (await owner.SecondStepAsync(person.App.Code())).Status);
    }

    [Fact]
    public async Task A_sign_in_that_began_before_the_factor_was_on_has_to_start_again()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Sessions:MaxPerUser"] = "1", ["Sessions:AtLimit"] = "Ask" });
        var person = await own.NewPersonAsync();
        var owner = await own.SignInAsync(person);
        var thief = own.NewBrowser();
        Assert.Equal(HttpStatusCode.Conflict, (await thief.PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);
        await thief.GoAsync("/sign-in/limit");
        await own.EnrolAsync(person, owner);
        await thief.SubmitAsync("/sign-in/limit", new { endSessionId = await own.Db(db => db.Sessions.Select(row => row.Id).SingleAsync()) });
        Assert.False(await thief.IsSignedInAsync());
        Assert.True(await owner.IsSignedInAsync());
    }

    [Fact]
    public async Task The_password_alone_does_not_show_where_the_account_is_signed_in()
    {
        var person = await app.NewEnrolledAsync();
        var thief = app.NewBrowser();
        await thief.BeginAsync(person.Person);
        await thief.GoAsync("/sign-in/limit");
        Assert.Equal("/sign-in/two-factor", thief.Path);
    }

    [Fact]
    public async Task A_sign_in_that_waits_shows_nothing_once_the_account_was_changed()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Sessions:MaxPerUser"] = "1", ["Sessions:AtLimit"] = "Ask" });
        var person = await own.NewPersonAsync();
        var owner = await own.SignInAsync(person);
        var thief = own.NewBrowser();
        Assert.Equal(HttpStatusCode.Conflict, (await thief.PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);
        await thief.GoAsync("/sign-in/limit");
        Assert.Equal("/sign-in/limit", thief.Path);
        await own.EnrolAsync(person, owner);
        await thief.GoAsync("/sign-in/limit");
        Assert.Equal("/sign-in", thief.Path);
    }

    [Fact]
    public async Task A_sign_in_that_waits_at_the_limit_is_not_kept_alive_by_trying_again()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Sessions:MaxPerUser"] = "1", ["Sessions:AtLimit"] = "Ask" });
        own.Clock.Stop();
        var person = await own.NewPersonAsync();
        var enrolled = await own.EnrolAsync(person, await own.SignInAsync(person));
        var thief = own.NewBrowser();
        await thief.BeginAsync(person);
        own.Clock.Advance(TimeSpan.FromMinutes(4));
        // The five minutes begin anew with the code, and with nothing else.
        Assert.Equal(HttpStatusCode.Conflict, (await thief.SecondStepAsync(enrolled.App.NextCode())).Status);
        own.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(HttpStatusCode.Conflict, (await thief.SecondStepAsync(null)).Status);
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.SecondStepAsync(null)).Status);
        await thief.GoAsync("/sign-in/limit");
        Assert.Equal("/sign-in", thief.Path);
    }

    [Fact]
    public async Task At_the_limit_of_sessions_the_code_is_asked_for_once()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Sessions:MaxPerUser"] = "1", ["Sessions:AtLimit"] = "Ask" });
        var person = await own.NewPersonAsync();
        var enrolled = await own.EnrolAsync(person, await own.SignInAsync(person));
        var page = own.NewBrowser();
        await page.GoAsync("/sign-in");
        await page.SubmitAsync("Continue", new { email = person.Email });
        await page.SubmitAsync("Sign in", new { password = person.Password });
        await page.SubmitAsync("Sign in", new { code = enrolled.App.Code() });
        Assert.Equal("/sign-in/limit", page.Path);
        await page.SubmitAsync("/sign-in/limit", new { endSessionId = await own.Db(db => db.Sessions.Select(row => row.Id).SingleAsync()) });
        Assert.True(await page.IsSignedInAsync());
        Assert.False(await enrolled.Browser.IsSignedInAsync());
        // The same for a program.
        var json = own.NewBrowser();
        await json.BeginAsync(person);
        var full = await json.SecondStepAsync(enrolled.App.NextCode());
        Assert.Equal((HttpStatusCode.Conflict, "session-limit"), (full.Status, full.Problem));
        var picked = full["sessions"][0].GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.OK, (await json.PostJsonAsync("/login/two-factor", new { endSessionId = picked })).Status);
        Assert.True(await json.IsSignedInAsync());
        Assert.Equal(["password", "totp"], (await own.Db(db => db.Sessions.SingleAsync(row => row.UserId == person.Id))).AuthMethods);
    }
}
