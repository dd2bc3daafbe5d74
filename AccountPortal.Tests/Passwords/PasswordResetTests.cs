using System.Net;
using AccountPortal.Activity;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Passwords;

public class PasswordResetTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string NewPassword = "an entirely new sentence";

    [Fact]
    public async Task A_mailed_link_sets_a_new_password_and_signs_nobody_in()
    {
        var person = await app.NewPersonAsync();
        var browser = await OpenLinkAsync(person);
        Assert.Equal("/reset-password", browser.Path);
        await browser.SubmitAsync("Set new password", new { newPassword = NewPassword });
        Assert.Equal("/sign-in", browser.Path);
        Assert.Contains("Your new password is set", browser.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetJsonAsync("/me")).Status);
        await app.NewBrowser().SignInAsync(person with { Password = NewPassword });
        Assert.Equal(HttpStatusCode.Unauthorized, await LoginAsync(person));
    }

    [Fact]
    public async Task A_reset_ends_every_session_and_tells_the_owner()
    {
        var person = await app.NewPersonAsync();
        var (first, second) = (await app.SignInAsync(person), await app.SignInAsync(person, userAgent: UserAgents.SafariOnIphone));
        await ResetAsync(person, first);
        Assert.Equal(HttpStatusCode.Unauthorized, (await first.GetJsonAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetJsonAsync("/me")).Status);
        Assert.Equal(2, await app.Db(db => db.EndedSessions.CountAsync(session => session.UserId == person.Id && session.Reason == EndReason.PasswordReset)));
        Assert.Contains("was changed", (await app.Mail.LastAsync(person.Email)).Subject, StringComparison.Ordinal);
        Assert.Equal(1, await app.Db(db => db.SecurityEvents.CountAsync(row => row.AccountId == person.Id && row.Kind == EventKind.PasswordReset)));
    }

    [Fact]
    public async Task A_reset_proves_the_address_of_an_account_that_never_did()
    {
        var person = await app.NewPersonAsync(verified: false);
        await ResetAsync(person, app.NewBrowser());
        var me = await (await app.SignInAsync(person with { Password = NewPassword })).GetJsonAsync("/me");
        Assert.True(me["emailVerified"].GetBoolean());
    }

    [Fact]
    public async Task A_second_click_is_told_that_the_first_one_worked()
    {
        var person = await app.NewPersonAsync();
        var browser = await OpenLinkAsync(person);
        var secondTab = browser.Copy();
        await secondTab.GoAsync("/reset-password");
        await browser.SubmitAsync("Set new password", new { newPassword = NewPassword });
        await secondTab.SubmitAsync("Set new password", new { newPassword = NewPassword });
        Assert.Contains("This link has done its work", secondTab.Text, StringComparison.Ordinal);
        await browser.GoAsync("/reset-password");
        Assert.Contains("This link has done its work", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_that_races_a_new_sign_up_of_the_unproven_address_fails_no_request()
    {
        foreach (var _ in Enumerable.Range(0, 8))
        {
            var person = await app.NewPersonAsync(verified: false);
            var opened = await OpenLinkAsync(person);
            var signUp = app.NewBrowser().PostJsonAsync("/signup", new { email = person.Email, password = "somebody else's sentence" });
            await opened.SubmitAsync("Set new password", new { newPassword = NewPassword });
            Assert.Equal(HttpStatusCode.Accepted, (await signUp).Status);
            Assert.True(opened.Path == "/sign-in" || opened.Status == HttpStatusCode.NotFound, $"{opened.Path}: {opened.Status}");
        }
    }

    [Fact]
    public async Task Of_a_hundred_resets_with_one_link_a_single_one_wins()
    {
        var person = await app.NewPersonAsync();
        var opened = await OpenLinkAsync(person);
        var browsers = Enumerable.Range(0, 100).Select(_ => opened.Copy()).ToList();
        await Task.WhenAll(browsers.Select(browser => browser.GoAsync("/reset-password")));
        await Task.WhenAll(browsers.Select((browser, i) => browser.SubmitAsync("Set new password", new { newPassword = $"sentence of number {i}" })));
        var winner = Assert.Single(browsers, browser => browser.Path == "/sign-in");
        Assert.All(browsers.Except([winner]), browser => Assert.Equal(HttpStatusCode.NotFound, browser.Status));
        await app.NewBrowser().SignInAsync(person with { Password = $"sentence of number {browsers.IndexOf(winner)}" });
    }

    [Fact]
    public async Task Opening_the_link_uses_nothing_and_leaves_no_token_in_the_address()
    {
        var person = await app.NewPersonAsync();
        await AskAsync(person.Email);
        var link = await app.Mail.LastLinkAsync(person.Email, "/reset-password");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var scanner = app.NewBrowser();
            await scanner.GoAsync(link);
            Assert.Equal((HttpStatusCode.OK, "/reset-password"), (scanner.Status, scanner.Path));
            Assert.DoesNotContain(new Uri(link).Query[7..], scanner.Text, StringComparison.Ordinal);
        }

        Assert.Equal(0, await app.Db(db => db.EmailTokens.CountAsync(token => token.UserId == person.Id && token.UsedAt != null)));
    }

    [Theory]
    [InlineData(-1, HttpStatusCode.OK)]
    [InlineData(1, HttpStatusCode.NotFound)]
    public async Task A_link_works_for_30_minutes(int secondsOff, HttpStatusCode status)
    {
        await using var other = await PortalApp.StartAsync();
        var person = await other.NewPersonAsync();
        await AskAsync(person.Email, other);
        var link = await other.Mail.LastLinkAsync(person.Email, "/reset-password");
        var expiresAt = await other.Db(db => db.EmailTokens.Select(token => token.ExpiresAt).SingleAsync());
        Assert.InRange(expiresAt - other.Clock.GetUtcNow(), TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
        other.Clock.Advance(expiresAt - other.Clock.GetUtcNow() + TimeSpan.FromSeconds(secondsOff));
        var browser = other.NewBrowser();
        await browser.GoAsync(link);
        Assert.Equal(status, browser.Status);
    }

    [Fact]
    public async Task A_refused_password_keeps_the_link()
    {
        var browser = await OpenLinkAsync(await app.NewPersonAsync());
        await browser.SubmitAsync("Set new password", new { newPassword = "password" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Many people", browser.Page.QuerySelector("#newPassword-error")!.TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("Set new password", new { newPassword = NewPassword });
        Assert.Equal("/sign-in", browser.Path);
    }

    [Fact]
    public async Task A_used_an_older_and_an_unknown_link_say_so_and_offer_a_new_one()
    {
        var person = await app.NewPersonAsync();
        await AskAsync(person.Email);
        var older = await app.Mail.LastLinkAsync(person.Email, "/reset-password");
        await ResetAsync(person, app.NewBrowser());
        var used = await app.Mail.LastLinkAsync(person.Email, "/reset-password");
        foreach (var link in new[] { older, used, "/reset-password?token=" + new string('A', 43), "/reset-password?token=x%01y", "/reset-password" })
        {
            var browser = app.NewBrowser();
            await browser.GoAsync(link);
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
            await browser.ClickAsync("Send me a new link");
            Assert.Equal("/forgot-password", browser.Path);
        }
    }

    [Fact]
    public async Task The_token_may_come_in_the_form()
    {
        var person = await app.NewPersonAsync();
        await AskAsync(person.Email);
        var link = await app.Mail.LastLinkAsync(person.Email, "/reset-password");
        var browser = app.NewBrowser();
        await browser.GoAsync("/forgot-password");
        var csrf = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value")!;
        await browser.PostFormAsync("/reset-password", new { csrf, token = new Uri(link).Query[7..], newPassword = NewPassword });
        Assert.Equal("/sign-in", browser.Path);
    }

    [Fact]
    public async Task An_unknown_address_gets_the_same_answer_and_no_mail()
    {
        var (known, unknown) = (await app.NewPersonAsync(), People.New());
        var (first, second) = (await AskAsync(known.Email), await AskAsync(unknown.Email));
        Assert.Equal(first.Path, second.Path);
        Assert.Equal(Neutral(first.Text, known.Email), Neutral(second.Text, unknown.Email));
        Assert.Empty(await app.Mail.ToAsync(unknown.Email));

        static string Neutral(string text, string email) =>
            System.Text.RegularExpressions.Regex.Replace(text.Replace(email, "EMAIL", StringComparison.Ordinal), "content=\"20[^\"]*\"|value=\"CfDJ8[^\"]*\"", "");
    }

    [Fact]
    public async Task An_address_gets_no_more_than_a_few_mails_and_nobody_is_told()
    {
        await using var other = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        var person = await other.NewPersonAsync();
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal("/forgot-password/sent", (await AskAsync(person.Email, other)).Path);
        }

        Assert.Equal(5, (await other.Mail.ToAsync(person.Email)).Count);
        other.Clock.Advance(TimeSpan.FromMinutes(12));
        await AskAsync(person.Email, other);
        Assert.Equal(6, (await other.Mail.ToAsync(person.Email)).Count);
    }

    [Fact]
    public async Task What_is_no_address_is_refused_beside_the_field()
    {
        var browser = app.NewBrowser();
        await browser.GoAsync("/forgot-password");
        await browser.SubmitAsync("Send me a link", new { email = "a@b\r\nBcc: x@example.com" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotNull(browser.Page.QuerySelector("#email-error"));
    }

    private async Task<Browser> AskAsync(string email, PortalApp? at = null)
    {
        var browser = (at ?? app).NewBrowser();
        await browser.GoAsync("/forgot-password");
        await browser.SubmitAsync("Send me a link", new { email });
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        return browser;
    }

    private async Task<Browser> OpenLinkAsync(Person person, Browser? browser = null)
    {
        await AskAsync(person.Email);
        browser ??= app.NewBrowser();
        await browser.GoAsync(await app.Mail.LastLinkAsync(person.Email, "/reset-password"));
        return browser;
    }

    private async Task ResetAsync(Person person, Browser browser)
    {
        await OpenLinkAsync(person, browser);
        await browser.SubmitAsync("Set new password", new { newPassword = NewPassword });
        Assert.Equal("/sign-in", browser.Path);
    }

    private async Task<HttpStatusCode> LoginAsync(Person person) =>
        (await app.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status;
}
