using System.Net;
using AccountPortal.Activity;
using AccountPortal.Passkeys;
using AccountPortal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Passkeys;

/// <summary>Signing in with a passkey alone, from the page's own form.</summary>
public class PasskeySignInTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_passkey_is_the_whole_sign_in_and_counts_as_a_second_factor(bool synced)
    {
        var (person, _, passkey) = await app.NewPasskeyPersonAsync(synced);
        for (var i = 0; i < 2; i++)
        {
            var browser = app.NewBrowser();
            await browser.SignInWithAsync(passkey);
            Assert.Equal("/account", browser.Path);
            Assert.True(await browser.IsSignedInAsync());
        }

        var session = await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).OrderByDescending(row => row.Id).FirstAsync());
        Assert.Equal([AuthMethod.Passkey], session.AuthMethods);
        Assert.NotNull(session.SecondFactorAt);
        Assert.False(session.Remembered);
        var told = await app.Db(db => db.SecurityEvents.Where(row => row.AccountId == person.Id && row.Kind == EventKind.SignIn).OrderByDescending(row => row.Id).FirstAsync());
        Assert.Equal((EventOutcome.Success, "passkey"), (told.Outcome, told.Detail("method")));
    }

    [Fact]
    public async Task It_goes_on_to_where_the_person_was_going_and_remembers_the_device()
    {
        var (person, _, passkey) = await app.NewPasskeyPersonAsync();
        var browser = app.NewBrowser();
        await browser.GoAsync("/account/sessions?x=1");
        var options = await browser.PostJsonAsync("/login/passkey-options");
        await browser.SendAsync("/sign-in/passkey", new { passkey = passkey.Get(options.Body), rememberDevice = true });
        Assert.Equal("/account/sessions?x=1", browser.Path);
        Assert.Contains(browser.SetCookies, cookie => cookie.StartsWith("portal-session=", StringComparison.Ordinal) && cookie.Contains("expires=", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(1, await app.Db(db => db.Sessions.CountAsync(row => row.UserId == person.Id && row.Remembered)));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    public async Task Nobody_is_sent_to_another_site_after_it(string returnUrl)
    {
        var (_, _, passkey) = await app.NewPasskeyPersonAsync();
        var browser = app.NewBrowser();
        var answer = await browser.AnswerAsync(passkey);
        await browser.SendAsync("/sign-in/passkey", new { passkey = answer, returnUrl });
        Assert.Equal("/account", browser.Path);
        Assert.Equal(app.Origin.Authority, browser.Url.Authority);
    }

    [Fact]
    public async Task The_options_name_nobody_and_list_nothing()
    {
        var (person, _, _) = await app.NewPasskeyPersonAsync();
        var browser = app.NewBrowser();
        await browser.GoAsync("/sign-in");
        await browser.SubmitAsync("Continue", new { email = person.Email });
        var options = await browser.PostJsonAsync("/login/passkey-options");
        Assert.Equal((HttpStatusCode.OK, "application/json"), (options.Status, options.ContentType));
        Assert.Equal(0, options["allowCredentials"].GetArrayLength());
        Assert.Equal("required", options["userVerification"].GetString());
        Assert.DoesNotContain(person.Id.ToString(), options.Text, StringComparison.Ordinal);
        Assert.NotEqual(options["challenge"].GetString(), (await browser.PostJsonAsync("/login/passkey-options"))["challenge"].GetString());
    }

    [Fact]
    public async Task At_the_limit_of_sessions_the_person_is_asked_and_goes_on_without_the_passkey_again()
    {
        await using var other = await PortalApp.StartAsync(new() { ["Sessions:AtLimit"] = "Ask", ["Sessions:MaxPerUser"] = "1" });
        var (person, first, passkey) = await other.NewPasskeyPersonAsync();
        var browser = other.NewBrowser();
        await browser.GoAsync("/account/activity");
        var answer = passkey.Get((await browser.PostJsonAsync("/login/passkey-options")).Body);
        await browser.SendAsync("/sign-in/passkey", new { passkey = answer });
        Assert.Equal("/sign-in/limit", browser.Path);
        Assert.False(await browser.IsSignedInAsync());
        var session = await other.Db(db => db.Sessions.SingleAsync(row => row.UserId == person.Id));
        await browser.SubmitAsync("Sign it out and go on", new { endSessionId = session.Id });
        Assert.Equal("/account/activity", browser.Path);
        Assert.False(await first.IsSignedInAsync());
        Assert.Equal([AuthMethod.Passkey], (await other.Db(db => db.Sessions.SingleAsync(row => row.UserId == person.Id))).AuthMethods);
    }

    [Fact]
    public async Task A_locked_account_stays_locked_and_only_who_has_the_passkey_learns_it()
    {
        var (person, _, passkey) = await app.NewPasskeyPersonAsync();
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedAt, app.Clock.GetUtcNow())));
        var browser = app.NewBrowser();
        await browser.SignInWithAsync(passkey);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("This account is locked", browser.Text, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());
        await browser.SignInWithAsync(passkey.Forge());
        Assert.DoesNotContain("locked", browser.Page.QuerySelector("[data-summary]")!.TextContent, StringComparison.Ordinal);
        var told = await app.Db(db => db.SecurityEvents.Where(row => row.AccountId == person.Id && row.Kind == EventKind.SignIn && row.Outcome == EventOutcome.Refused)
            .OrderBy(row => row.Id).ToListAsync());
        Assert.Equal(["account-locked", "wrong"], told.Select(row => row.Detail("reason")));
        Assert.Equal(
            "Held back a sign-in with your passkey, because your account is locked", EventWords.Sentence(told[0], EventReader.Owner));
    }

    [Fact]
    public async Task Over_another_session_it_opens_a_new_one()
    {
        var (_, browser, passkey) = await app.NewPasskeyPersonAsync();
        var thief = browser.Copy();
        await browser.GoAsync("/account/profile");
        var options = await browser.PostJsonAsync("/login/passkey-options");
        var token = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value");
        await browser.PostFormAsync("/sign-in/passkey", new { csrf = token, passkey = passkey.Get(options.Body) });
        Assert.True(await browser.IsSignedInAsync());
        Assert.False(await thief.IsSignedInAsync());
    }

    [Fact]
    public async Task Tries_are_counted_per_client()
    {
        await using var other = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        var browser = other.NewBrowser();
        other.Clock.Stop();
        for (var i = 0; i < 120; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.PostJsonAsync("/login/passkey-options")).Status);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.PostJsonAsync("/login/passkey-options")).Status);
        await browser.GoAsync("/sign-in");
        var token = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value");
        for (var i = 0; i < 120; i++)
        {
            await browser.PostFormAsync("/sign-in/passkey", new { csrf = token, passkey = "{}" });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        }

        await browser.PostFormAsync("/sign-in/passkey", new { csrf = token, passkey = "{}" });
        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);
    }

    [Fact]
    public async Task Four_tabs_may_wait_for_an_answer_at_once()
    {
        var (_, _, passkey) = await app.NewPasskeyPersonAsync();
        var browser = app.NewBrowser();
        await browser.GoAsync("/sign-in");
        var tabs = new List<JsonAnswer>();
        for (var i = 0; i < 5; i++)
        {
            tabs.Add(await browser.PostJsonAsync("/login/passkey-options"));
        }

        await browser.SendAsync("/sign-in/passkey", new { passkey = passkey.Get(tabs[0].Body) });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SendAsync("/sign-in/passkey", new { passkey = passkey.Get(tabs[1].Body) });
        Assert.Equal("/account", browser.Path);
    }

    [Fact]
    public void Nothing_asks_for_a_passkey_longer_than_its_challenge_lives() => Assert.Equal(TimeSpan.FromMinutes(5), PasskeyChallenges.Lifetime);
}
