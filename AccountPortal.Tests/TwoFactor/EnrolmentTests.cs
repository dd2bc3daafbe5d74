using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.StepUp;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.TwoFactor;

public class EnrolmentTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Nothing_counts_before_a_code_of_the_app_was_given()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/two-factor");
        await browser.ClickAsync("Set up an app");
        var authenticator = Authenticator.Scan(app, browser.Page);
        await browser.SubmitAsync("Turn on", new { code = authenticator.WrongCode() });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("not the code that your app shows", browser.Text, StringComparison.Ordinal);
        // The page shows the same key again: what was scanned stays good.
        Assert.Equal(authenticator.Base32, Authenticator.Scan(app, browser.Page).Base32);
        Assert.False(await IsOnAsync(person));
        Assert.True(await (await app.SignInAsync(person)).IsSignedInAsync());
        Assert.Empty(await app.Mail.ToAsync(person.Email));
    }

    [Fact]
    public async Task The_key_to_type_is_the_one_in_the_picture()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.GoAsync("/account/two-factor/set-up");
        var authenticator = Authenticator.Scan(app, browser.Page);
        Assert.Equal(20, authenticator.Key.Length);
        var typed = browser.Page.QuerySelector("#key")!.TextContent;
        Assert.All(typed.Split(' '), group => Assert.Equal(4, group.Length));
        Assert.Equal(authenticator.Base32, typed.Replace(" ", "", StringComparison.Ordinal));
        var uri = browser.Page.Links.Select(link => link.GetAttribute("href")!).Single(href => href.StartsWith("otpauth:", StringComparison.Ordinal));
        Assert.Equal(QrCode.Of(uri).Path, browser.Page.QuerySelector("svg.qr path")!.GetAttribute("d"));
        Assert.DoesNotContain(browser.Page.Images, image => image.Source?.StartsWith("http", StringComparison.Ordinal) == true && !image.Source.StartsWith(app.Origin.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task ASVS_7_4_3_Turning_it_on_gives_this_session_a_new_key_tells_the_owner_and_offers_to_end_the_others()
    {
        var person = await app.NewPersonAsync();
        var (browser, other) = (await app.SignInAsync(person), await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu));
        var (thief, stamp) = (browser.Copy(), await StampAsync(person));
        await browser.GoAsync("/account/two-factor/set-up");
        await browser.SubmitAsync("Turn on", new { code = Authenticator.Scan(app, browser.Page).Code() });
        Assert.False(await thief.IsSignedInAsync());
        Assert.True(await browser.IsSignedInAsync());
        Assert.True((await browser.GetJsonAsync("/me"))["twoFactorEnabled"].GetBoolean());
        Assert.NotEqual(stamp, await StampAsync(person));
        Assert.True(await app.Db(db => db.Sessions.AnyAsync(row => row.UserId == person.Id && row.SecondFactorAt != null)));
        var letter = Assert.Single(await app.Mail.ToAsync(person.Email), mail => mail.Subject.StartsWith("Two-step sign-in is on", StringComparison.Ordinal));
        Assert.Contains(letter.Facts, fact => fact.Value == "Chrome on macOS");
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.TwoFactorOn));
        // The other one lives until the offer is taken.
        Assert.True(await other.IsSignedInAsync());
        await browser.SubmitAsync("Sign out 1 other session");
        Assert.False(await other.IsSignedInAsync());
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Of_two_clicks_at_once_one_sets_it_up_and_its_codes_hold()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/two-factor/set-up");
        var code = Authenticator.Scan(app, browser.Page).Code();
        var csrf = browser.Page.QuerySelector("form[action='/account/two-factor/set-up'] input[name=csrf]")!.GetAttribute("value");
        var answers = await Race.RunAsync(5, async _ =>
        {
            var tab = browser.Copy();
            tab.FollowsRedirects = false;
            await tab.PostFormAsync("/account/two-factor/set-up", new { csrf, code });
            return tab;
        });
        Assert.Single(answers, tab => tab.Response.Headers.Location?.OriginalString == "/account/two-factor/recovery-codes");
        Assert.Equal(1, await app.Db(db => db.TotpFactors.CountAsync(row => row.UserId == person.Id)));
        Assert.Equal(10, await app.Db(db => db.RecoveryCodes.CountAsync(row => row.UserId == person.Id)));
        Assert.Single(await app.Mail.ToAsync(person.Email));
    }

    [Fact]
    public async Task The_code_that_set_it_up_signs_nobody_in()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/two-factor/set-up");
        var code = Authenticator.Scan(app, browser.Page).Code();
        await browser.SubmitAsync("Turn on", new { code });
        var thief = app.NewBrowser();
        await thief.BeginAsync(person);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.SecondStepAsync(code)).Status);
    }

    [Fact]
    public async Task A_key_that_another_session_was_shown_is_not_taken()
    {
        var (victim, attacker) = (await app.SignInAsync(await app.NewPersonAsync()), await app.SignInAsync(await app.NewPersonAsync()));
        await attacker.GoAsync("/account/two-factor/set-up");
        var known = Authenticator.Scan(app, attacker.Page);
        victim.Cookies["portal-totp"] = attacker.Cookies["portal-totp"];
        await victim.GoAsync("/account/two-factor/set-up");
        Assert.NotEqual(known.Base32, Authenticator.Scan(app, victim.Page).Base32);
    }

    [Fact]
    public async Task After_half_an_hour_the_person_begins_again()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Sessions:IdleTimeout"] = "02:00:00" });
        own.Clock.Stop();
        var person = await own.NewPersonAsync();
        var browser = await own.SignInAsync(person, remember: true);
        await browser.GoAsync("/account/two-factor/set-up");
        var authenticator = Authenticator.Scan(own, browser.Page);
        own.Clock.Advance(TimeSpan.FromMinutes(30));
        await browser.SubmitAsync("Turn on", new { code = authenticator.Code() });
        Assert.NotEqual("/account/two-factor/recovery-codes", browser.Path);
        Assert.False(await own.Db(db => db.Users.Where(row => row.Id == person.Id).Select(row => row.TwoFactorEnabled).SingleAsync()));
    }

    [Fact]
    public async Task Another_app_takes_the_place_of_the_one_before()
    {
        var person = await app.NewEnrolledAsync();
        await person.Browser.GoAsync("/account/two-factor");
        await person.Browser.ClickAsync("Move to another app");
        var newer = Authenticator.Scan(app, person.Browser.Page);
        Assert.NotEqual(person.App.Base32, newer.Base32);
        // Until the code is given the one before works.
        await app.SignInAsync(person);
        await person.Browser.SubmitAsync("Use this app", new { code = newer.Code() });
        var fresh = person.Browser.ShownCodes();
        var browser = app.NewBrowser();
        await browser.BeginAsync(person.Person);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SecondStepAsync(person.App.NextCode())).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SecondStepAsync(person.Codes[0])).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.SecondStepAsync(newer.Code())).Status);
        await (browser = app.NewBrowser()).BeginAsync(person.Person);
        Assert.Equal(HttpStatusCode.OK, (await browser.SecondStepAsync(fresh[0])).Status);
        Assert.Contains(await app.Mail.ToAsync(person.Person.Email), letter => letter.Subject.Contains("app", StringComparison.Ordinal) && letter.Subject.Contains("changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Turned_off_the_password_is_enough_again_and_nothing_is_left()
    {
        var person = await app.NewEnrolledAsync();
        var (thief, stamp) = (person.Browser.Copy(), await StampAsync(person.Person));
        await person.Browser.GoAsync("/account/two-factor");
        await person.Browser.SubmitAsync("Turn off");
        Assert.Contains("Turned off", person.Browser.Notice(), StringComparison.Ordinal);
        Assert.False(await thief.IsSignedInAsync());
        Assert.NotEqual(stamp, await StampAsync(person.Person));
        Assert.True(await (await app.SignInAsync(person.Person)).IsSignedInAsync());
        Assert.Equal(0, await app.Db(db => db.TotpFactors.CountAsync(row => row.UserId == person.Person.Id)));
        Assert.Equal(0, await app.Db(db => db.RecoveryCodes.CountAsync(row => row.UserId == person.Person.Id)));
        Assert.Contains("is off", (await app.Mail.LastAsync(person.Person.Email)).Subject, StringComparison.Ordinal);
        Assert.Single(await app.EventsOfAsync(person.Person.Id, EventKind.TwoFactorOff));
        await person.Browser.GoAsync("/account/two-factor");
        Assert.Contains("Set up an app", person.Browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASVS_7_5_3_when_the_proof_is_old_turning_it_off_asks_for_the_factor_and_the_password_is_not_enough()
    {
        var person = await app.NewEnrolledAsync();
        await person.Browser.GoAsync("/account/two-factor");
        await app.AgeAsync(person.Person.Id);
        await person.Browser.SubmitAsync("Turn off");
        Assert.StartsWith("/step-up?", person.Browser.Path, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"password\"", person.Browser.Text, StringComparison.Ordinal);
        await person.Browser.SubmitAsync("/step-up", new { code = person.Codes[0] });
        Assert.True(await IsOnAsync(person.Person));
        await person.Browser.SubmitAsync("Do it: turn off codes from your app");
        Assert.Contains("Turned off", person.Browser.Notice(), StringComparison.Ordinal);
        Assert.False(await IsOnAsync(person.Person));
    }

    [Fact]
    public async Task When_the_sign_in_is_long_ago_setting_up_asks_for_the_password_first()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await app.AgeAsync(person.Id);
        await browser.GoAsync("/account/two-factor/set-up");
        Assert.StartsWith("/step-up?", browser.Path, StringComparison.Ordinal);
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        Assert.Equal("/account/two-factor/set-up", browser.Path);
        await browser.SubmitAsync("Turn on", new { code = Authenticator.Scan(app, browser.Page).Code() });
        Assert.True(await IsOnAsync(person));
    }

    [Fact]
    public async Task Off_twice_is_said_and_told_once()
    {
        var person = await app.NewEnrolledAsync();
        await person.Browser.GoAsync("/account/two-factor");
        var csrf = person.Browser.Page.QuerySelector("form[action='/account/two-factor/off'] input[name=csrf]")!.GetAttribute("value");
        await person.Browser.SubmitAsync("Turn off");
        await person.Browser.PostFormAsync("/account/two-factor/off", new { csrf });
        Assert.Contains("off already", person.Browser.Notice(), StringComparison.Ordinal);
        Assert.True(await person.Browser.IsSignedInAsync());
        Assert.Single(await app.EventsOfAsync(person.Person.Id, EventKind.TwoFactorOff));
    }

    [Fact]
    public async Task The_overview_says_whether_it_is_on()
    {
        var person = await app.NewEnrolledAsync();
        await person.Browser.GoAsync("/account");
        Assert.Contains("signing in asks for a code of your app", person.Browser.Text, StringComparison.Ordinal);
    }

    private Task<bool> IsOnAsync(Person person) => app.Db(db => db.Users.Where(row => row.Id == person.Id).Select(row => row.TwoFactorEnabled).SingleAsync());

    private Task<string?> StampAsync(Person person) => app.Db(db => db.Users.Where(row => row.Id == person.Id).Select(row => row.SecurityStamp).SingleAsync());
}
