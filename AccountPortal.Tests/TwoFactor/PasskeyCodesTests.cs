using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Passkeys;
using AccountPortal.Tests.StepUp;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.TwoFactor;

/// <summary>Recovery codes of people whose second factor is a passkey: with them its loss is no matter for an administrator.</summary>
public class PasskeyCodesTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Codes_are_made_for_a_passkey_and_signing_in_asks_for_none()
    {
        var (person, browser, _) = await app.NewPasskeyPersonAsync();
        Assert.Equal("None", Card(browser));
        var (thief, stamp) = (browser.Copy(), await StampAsync(person));
        await browser.SubmitAsync("Make recovery codes");
        Assert.Equal(10, browser.ShownCodes().Length);
        Assert.Contains("in place of your app or passkey", browser.Text, StringComparison.Ordinal);
        Assert.False(await thief.IsSignedInAsync());
        Assert.NotEqual(stamp, await StampAsync(person));
        Assert.Contains("New recovery codes", (await app.Mail.LastAsync(person.Email)).Subject, StringComparison.Ordinal);
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.RecoveryCodesMade));
        foreach (var page in new[] { "/account/passkeys", "/account/two-factor" })
        {
            await browser.GoAsync(page);
            Assert.Equal("10 of 10 left", Card(browser));
            await browser.ClickAsync("About your codes");
            Assert.Equal("/account/two-factor/recovery-codes", browser.Path);
        }

        // They turn nothing on: the password is a way in as before.
        Assert.False(await app.Db(db => db.Users.Where(row => row.Id == person.Id).Select(row => row.TwoFactorEnabled).SingleAsync()));
        Assert.True(await (await app.SignInAsync(person)).IsSignedInAsync());
    }

    [Fact]
    public async Task Who_lost_the_passkey_removes_it_with_a_code_and_needs_nobody()
    {
        var (person, browser, _) = await app.NewPasskeyPersonAsync();
        var codes = await MakeAsync(browser);
        var later = await app.SignInAsync(person);
        await later.GoAsync("/account/passkeys");
        await later.SubmitAsync("Remove Chrome on macOS");
        Assert.StartsWith("/step-up?", later.Path, StringComparison.Ordinal);
        Assert.Contains("Recovery code", later.Page.QuerySelector("label[for=code]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(later.Page.QuerySelector("input[type=password]"));
        await later.SubmitAsync("Confirm", new { code = codes[0] });
        await later.SubmitAsync("Do it: remove a passkey");
        Assert.Contains("No passkeys yet", later.Text, StringComparison.Ordinal);
        // The last factor is gone and the codes with it: by themselves they would lock the person out of what asks for a factor.
        Assert.Equal(0, await CodesAsync(person));
        Assert.Contains("your recovery codes don't work any more", string.Join(' ', (await app.Mail.LastAsync(person.Email)).Paragraphs), StringComparison.Ordinal);
        await app.AgeAsync(person.Id);
        Assert.Equal(HttpStatusCode.NoContent, (await later.PostJsonAsync("/me/step-up", new { password = person.Password })).Status);
        await later.GoAsync("/account/two-factor/set-up");
        Assert.Equal("/account/two-factor/set-up", later.Path);
    }

    [Fact]
    public async Task For_what_asks_for_the_factor_a_password_that_is_posted_all_the_same_does_not_count()
    {
        var (person, browser, _) = await app.NewPasskeyPersonAsync();
        await app.AgeAsync(person.Id);
        await browser.SubmitAsync("Remove Chrome on macOS");
        await browser.SendAsync("/step-up", new { password = person.Password });
        await browser.SubmitAsync("Do it: remove a passkey");
        Assert.StartsWith("/step-up?", browser.Path, StringComparison.Ordinal);
        Assert.Equal(1, await app.Db(db => db.UserPasskeys.CountAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task Codes_stay_as_long_as_one_factor_does()
    {
        var person = await app.NewEnrolledAsync();
        var browser = person.Browser;
        await browser.AddAsync(app.NewPasskey());
        await browser.AddAsync(app.NewPasskey(), "Other");
        await browser.SubmitAsync("Remove Other");
        Assert.Equal(10, await CodesAsync(person.Person));
        await browser.GoAsync("/account/two-factor");
        await browser.SubmitAsync("Turn off");
        Assert.Contains("Turned off", browser.Notice(), StringComparison.Ordinal);
        Assert.Equal(10, await CodesAsync(person.Person));
        Assert.Contains("Your recovery codes stay", string.Join(' ', (await app.Mail.LastAsync(person.Person.Email)).Paragraphs), StringComparison.Ordinal);
        Assert.Equal("10 of 10 left", Card(browser));
        await browser.GoAsync("/account/passkeys");
        await browser.SubmitAsync("Remove Chrome on macOS");
        Assert.Equal(0, await CodesAsync(person.Person));
        Assert.Null(browser.Page.QuerySelector("#recovery-codes"));
    }

    [Fact]
    public async Task A_passkey_that_goes_leaves_the_app_its_codes()
    {
        var person = await app.NewEnrolledAsync();
        await person.Browser.AddAsync(app.NewPasskey());
        await person.Browser.SubmitAsync("Remove Chrome on macOS");
        Assert.Equal(10, await CodesAsync(person.Person));
        Assert.DoesNotContain("recovery codes", string.Join(' ', (await app.Mail.LastAsync(person.Person.Email)).Paragraphs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_codes_are_made_for_a_passkey_that_goes_in_that_moment()
    {
        var (person, browser, _) = await app.NewPasskeyPersonAsync();
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("select 1 from users where id = $1 for no key update", person.Id);
        var making = browser.SubmitAsync("Make recovery codes");
        await hold.QueuedAsync(1);
        await app.Db(db => db.UserPasskeys.Where(row => row.UserId == person.Id).ExecuteDeleteAsync());
        await hold.ReleaseAsync();
        await making;
        Assert.Equal("/account/two-factor", browser.Path);
        Assert.Equal(0, await CodesAsync(person));
    }

    [Fact]
    public async Task Codes_without_a_factor_confirm_nothing_and_ask_for_nothing()
    {
        var (person, browser, _) = await app.NewPasskeyPersonAsync();
        var codes = await MakeAsync(browser);
        // By a hand in the database: the portal would have taken the codes along.
        await app.Db(db => db.UserPasskeys.Where(row => row.UserId == person.Id).ExecuteDeleteAsync());
        await app.AgeAsync(person.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostJsonAsync("/me/step-up", new { code = codes[0] })).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/me/step-up", new { password = person.Password })).Status);
        await browser.GoAsync("/account/two-factor/set-up");
        Assert.Equal("/account/two-factor/set-up", browser.Path);
    }

    [Fact]
    public async Task Setting_up_an_app_says_that_the_codes_before_end()
    {
        var (person, browser, _) = await app.NewPasskeyPersonAsync();
        var codes = await MakeAsync(browser);
        await browser.GoAsync("/account/two-factor/set-up");
        Assert.Contains("those that you have end", browser.Text, StringComparison.Ordinal);
        var enrolled = await app.EnrolAsync(person, browser);
        Assert.Empty(codes.Intersect(enrolled.Codes));
        Assert.Equal(10, await CodesAsync(person));
    }

    /// <summary>The session has to be confirmed before anything else, and its address is not proven (any more).</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_session_that_reaches_nothing_else_reaches_the_passkey(bool mustConfirm, bool isUnverified)
    {
        var (person, browser, passkey) = await app.NewPasskeyPersonAsync();
        await app.AgeAsync(person.Id);
        if (mustConfirm)
        {
            await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ConfirmSince, app.Clock.GetUtcNow())));
        }

        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.EmailConfirmed, !isUnverified)));
        await browser.GoAsync("/step-up?returnUrl=%2Faccount%2Fsessions");
        var options = await browser.PostJsonAsync("/me/step-up/passkey-options");
        Assert.Equal(HttpStatusCode.OK, options.Status);
        await browser.SendAsync("/step-up", new { passkey = passkey.Get(options.Body) });
        Assert.Equal((HttpStatusCode.OK, "/account/sessions"), (browser.Status, browser.Path));
        Assert.Null(await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).Select(row => row.ConfirmSince).SingleAsync()));
    }

    [Fact]
    public async Task A_passkey_that_is_refused_at_the_second_step_leaves_it_alone()
    {
        var (person, passkey) = (await app.NewEnrolledAsync(), app.NewPasskey());
        await person.Browser.AddAsync(passkey);
        var browser = app.NewBrowser();
        await browser.GoAsync("/account/activity");
        await browser.SubmitAsync("Continue", new { email = person.Person.Email });
        await browser.SubmitAsync("Sign in", new { password = person.Person.Password, rememberDevice = true });
        foreach (var answer in new[] { "", "{}", app.NewPasskey().Get((await browser.PostJsonAsync("/login/passkey-options")).Body) })
        {
            await browser.SendAsync("/sign-in/passkey", new { passkey = answer });
            Assert.Equal("/sign-in/two-factor", browser.Path);
            Assert.Contains("That passkey was not accepted", browser.Notice(), StringComparison.Ordinal);
            Assert.False(await browser.IsSignedInAsync());
        }

        await browser.SubmitAsync("Sign in", new { code = person.App.NextCode() });
        Assert.Equal("/account/activity", browser.Path);
        Assert.True(await app.Db(db => db.Sessions.Where(row => row.UserId == person.Person.Id).OrderByDescending(row => row.Id).Select(row => row.Remembered).FirstAsync()));
    }

    [Fact]
    public async Task The_passkey_of_the_second_step_keeps_where_to_go_and_whether_to_remember()
    {
        var (person, passkey) = (await app.NewEnrolledAsync(), app.NewPasskey());
        await person.Browser.AddAsync(passkey);
        foreach (var remember in new[] { true, false })
        {
            var browser = app.NewBrowser();
            await browser.GoAsync("/account/activity");
            await browser.SubmitAsync("Continue", new { email = person.Person.Email });
            await browser.SubmitAsync("Sign in", new { password = person.Person.Password, rememberDevice = remember });
            await browser.SendAsync("/sign-in/passkey", new { passkey = passkey.Get((await browser.PostJsonAsync("/login/passkey-options")).Body) });
            Assert.Equal("/account/activity", browser.Path);
            Assert.Equal(remember, await app.Db(db => db.Sessions.Where(row => row.UserId == person.Person.Id).OrderByDescending(row => row.CreatedAt).Select(row => row.Remembered).FirstAsync()));
        }
    }

    private static string? Card(Browser browser) => browser.Page.QuerySelector("#recovery-codes .badge")?.TextContent;

    private static async Task<string[]> MakeAsync(Browser browser)
    {
        await browser.SubmitAsync("Make recovery codes");
        return browser.ShownCodes();
    }

    private Task<int> CodesAsync(Person person) => app.Db(db => db.RecoveryCodes.CountAsync(row => row.UserId == person.Id));

    private Task<string?> StampAsync(Person person) => app.Db(db => db.Users.Where(row => row.Id == person.Id).Select(row => row.SecurityStamp).SingleAsync());
}
