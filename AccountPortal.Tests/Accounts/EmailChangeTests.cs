using System.Net;
using AccountPortal.Activity;
using AccountPortal.EmailVerification;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Accounts;

public class EmailChangeTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task The_new_address_counts_once_it_is_proven()
    {
        var (person, newEmail) = (await app.NewPersonAsync(), People.New().Email);
        var browser = await app.SignInAsync(person);
        await RequestAsync(browser, person, newEmail);
        Assert.Equal(person.Email, (await browser.GetJsonAsync("/me"))["email"].GetString());
        Assert.Contains(newEmail, browser.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await ConfirmAsync(browser, newEmail);
        var me = await browser.GetJsonAsync("/me");
        Assert.Equal((newEmail, true), (me["email"].GetString(), me["emailVerified"].GetBoolean()));
        await app.SignInAsync(person with { Email = newEmail });
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);
        Assert.Equal(1, await EventsAsync(person, EventKind.EmailChanged));
    }

    [Fact]
    public async Task Confirmed_in_this_browser_its_session_gets_a_new_key_and_the_others_end()
    {
        var (person, newEmail) = (await app.NewPersonAsync(), People.New().Email);
        var (browser, other) = (await app.SignInAsync(person), await app.SignInAsync(person));
        await RequestAsync(browser, person, newEmail);
        var thief = browser.Copy();
        await ConfirmAsync(browser, newEmail);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetJsonAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetJsonAsync("/me")).Status);
        Assert.Equal(EndReason.EmailChanged, await app.Db(db => db.EndedSessions.Where(session => session.UserId == person.Id).Select(session => session.Reason).SingleAsync()));
    }

    [Fact]
    public async Task Confirmed_in_another_browser_every_session_ends()
    {
        var (person, newEmail) = (await app.NewPersonAsync(), People.New().Email);
        var (browser, phone) = (await app.SignInAsync(person), app.NewBrowser(UserAgents.SafariOnIphone));
        await RequestAsync(browser, person, newEmail);
        await phone.GoAsync(await app.Mail.LastLinkAsync(newEmail, "/verify-email"));
        await phone.SubmitAsync("Confirm my address", new { password = person.Password });
        Assert.Equal("/account", phone.Path);
        Assert.Equal(newEmail, (await phone.GetJsonAsync("/me"))["email"].GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetJsonAsync("/me")).Status);
    }

    [Fact]
    public async Task The_link_alone_changes_nothing()
    {
        var (person, newEmail) = (await app.NewPersonAsync(), People.New().Email);
        await RequestAsync(await app.SignInAsync(person), person, newEmail);
        var stranger = app.NewBrowser();
        await stranger.GoAsync(await app.Mail.LastLinkAsync(newEmail, "/verify-email"));
        await stranger.SubmitAsync("Confirm my address", new { password = "a guess of theirs" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, stranger.Status);
        await app.SignInAsync(person);
    }

    [Fact]
    public async Task The_current_password_is_asked_for()
    {
        var (person, newEmail) = (await app.NewPersonAsync(), People.New().Email);
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("Change address", new { newEmail, currentPassword = "wrong" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotNull(browser.Page.QuerySelector("#currentPassword-error"));
        Assert.Equal(newEmail, browser.Page.QuerySelector("#newEmail")!.GetAttribute("value"));
        Assert.Empty(await app.Mail.ToAsync(newEmail));
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("a@example.com\r\nBcc: b@example.com")]
    [InlineData("\"<b>\"@example.com")]
    [InlineData("a@exa<script>mple.com")]
    public async Task What_is_no_address_is_refused_beside_the_field(string newEmail)
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/email");
        var csrf = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value")!;
        await browser.PostFormAsync("/account/email", new { csrf, newEmail, currentPassword = person.Password });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotNull(browser.Page.QuerySelector("#newEmail-error"));
        Assert.DoesNotContain("<script>mple", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ones_own_address_is_no_new_one()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("Change address", new { newEmail = person.Email.ToUpperInvariant(), currentPassword = person.Password });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
    }

    [Fact]
    public async Task Somebody_elses_address_gets_the_same_answer_and_a_mail_without_a_link()
    {
        var (person, owner) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var browser = await app.SignInAsync(person);
        await RequestAsync(browser, person, owner.Email);
        Assert.Contains(owner.Email, browser.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(browser.Page.QuerySelector("form[action='/account/email/cancel']"));
        var letter = await app.Mail.LastAsync(owner.Email);
        Assert.Contains("already has an account", letter.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain("token=", letter.Button!.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_somebody_proves_meanwhile_stays_theirs()
    {
        var (person, newEmail) = (await app.NewPersonAsync(), People.New().Email);
        var browser = await app.SignInAsync(person);
        await RequestAsync(browser, person, newEmail);
        var link = await app.Mail.LastLinkAsync(newEmail, "/verify-email");
        var owner = await app.NewPersonAsync(email: newEmail);
        await browser.GoAsync(link);
        await browser.SubmitAsync("Confirm my address");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        Assert.Equal(person.Email, (await browser.GetJsonAsync("/me"))["email"].GetString());
        await app.SignInAsync(owner);
    }

    [Fact]
    public async Task An_account_that_never_proved_the_address_gives_way()
    {
        var (person, squatter) = (await app.NewPersonAsync(), await app.NewPersonAsync(verified: false));
        var squatting = await app.SignInAsync(squatter);
        var browser = await app.SignInAsync(person);
        await RequestAsync(browser, person, squatter.Email);
        await ConfirmAsync(browser, squatter.Email);
        Assert.Equal(squatter.Email, (await browser.GetJsonAsync("/me"))["email"].GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await squatting.GetJsonAsync("/me")).Status);
    }

    [Fact]
    public async Task A_pending_change_can_be_cancelled_and_a_newer_one_replaces_it()
    {
        var (person, first, second) = (await app.NewPersonAsync(), People.New().Email, People.New().Email);
        var browser = await app.SignInAsync(person);
        await RequestAsync(browser, person, first);
        await RequestAsync(browser, person, second);
        await AssertGoneAsync(browser, first);
        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("Cancel the change");
        Assert.Null(browser.Page.QuerySelector("form[action='/account/email/cancel']"));
        await AssertGoneAsync(browser, second);
    }

    [Fact]
    public async Task A_reset_stops_a_pending_change()
    {
        var (person, newEmail) = (await app.NewPersonAsync(), People.New().Email);
        var thief = await app.SignInAsync(person);
        await RequestAsync(thief, person, newEmail);
        var letter = await app.Mail.LastAsync(person.Email);
        Assert.EndsWith("/forgot-password", letter.Button!.Url, StringComparison.Ordinal);
        await ResetAsync(person);
        await AssertGoneAsync(app.NewBrowser(), newEmail);
    }

    [Fact]
    public async Task A_reset_link_that_went_to_the_old_address_ends_with_the_change()
    {
        var (person, newEmail) = (await app.NewPersonAsync(), People.New().Email);
        var (browser, stranger) = (await app.SignInAsync(person), app.NewBrowser());
        await stranger.GoAsync("/forgot-password");
        await stranger.SubmitAsync("Send me a link", new { email = person.Email });
        var link = await app.Mail.LastLinkAsync(person.Email, "/reset-password");
        await RequestAsync(browser, person, newEmail);
        await ConfirmAsync(browser, newEmail);
        await stranger.GoAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
    }

    [Fact]
    public async Task A_mistyped_address_can_be_put_right_before_it_is_proven()
    {
        var (person, newEmail) = (await app.NewPersonAsync(verified: false), People.New().Email);
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/verify-email/pending");
        await browser.ClickAsync("Use another one");
        await browser.SubmitAsync("Change address", new { newEmail, currentPassword = person.Password });
        await ConfirmAsync(browser, newEmail);
        var me = await browser.GetJsonAsync("/me");
        Assert.Equal((newEmail, true), (me["email"].GetString(), me["emailVerified"].GetBoolean()));
        // The mistyped one may be a stranger's: no way in for them.
        Assert.Empty(await app.Mail.ToAsync(person.Email));
        Assert.Equal(0, await app.Db(db => db.EmailTokens.CountAsync(token => token.UserId == person.Id && token.Purpose == TokenPurpose.UndoEmailChange)));
    }

    [Fact]
    public async Task The_mails_of_one_account_are_limited()
    {
        await using var other = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        var person = await other.NewPersonAsync();
        var browser = await other.SignInAsync(person);
        for (var i = 0; i < 5; i++)
        {
            await RequestAsync(browser, person, People.New().Email);
        }

        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("Change address", new { newEmail = People.New().Email, currentPassword = person.Password });
        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);
        Assert.NotNull(browser.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Of_a_hundred_confirmations_at_once_a_single_one_counts()
    {
        var (person, newEmail) = (await app.NewPersonAsync(), People.New().Email);
        var browser = await app.SignInAsync(person);
        await RequestAsync(browser, person, newEmail);
        await browser.GoAsync(await app.Mail.LastLinkAsync(newEmail, "/verify-email"));
        var tabs = Enumerable.Range(0, 100).Select(_ => browser.Copy()).ToList();
        await Task.WhenAll(tabs.Select(tab => tab.GoAsync("/verify-email")));
        await Task.WhenAll(tabs.Select(tab => tab.SubmitAsync("/verify-email")));
        Assert.Single(tabs, tab => tab.Redirects.Contains("/account") && tab.Status == HttpStatusCode.OK && tab.Path == "/account");
        Assert.Equal(1, await EventsAsync(person, EventKind.EmailChanged));
        Assert.Equal(1, await app.Db(db => db.EmailTokens.CountAsync(token => token.UserId == person.Id && token.Purpose == TokenPurpose.UndoEmailChange)));
    }

    [Fact]
    public async Task Of_two_unproven_accounts_that_take_each_others_address_one_wins_and_neither_fails()
    {
        var (one, other) = (await app.NewPersonAsync(verified: false), await app.NewPersonAsync(verified: false));
        var (ones, others) = (await app.SignInAsync(one), await app.SignInAsync(other));
        await RequestAsync(ones, one, other.Email);
        await RequestAsync(others, other, one.Email);
        await ones.GoAsync(await app.Mail.LastLinkAsync(other.Email, "/verify-email"));
        await others.GoAsync(await app.Mail.LastLinkAsync(one.Email, "/verify-email"));
        // Both accounts are held until both confirmations are under way; let go, each could take its own and wait for the other's.
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("select 1 from users where id in ($1, $2) for update", one.Id, other.Id);
        var confirming = Task.WhenAll(ones.SubmitAsync("Confirm my address"), others.SubmitAsync("Confirm my address"));
        await hold.QueuedAsync(2);
        await hold.ReleaseAsync();
        // A 500 of either fails in the browser.
        await confirming;
        Assert.Single(new[] { ones, others }, browser => browser.Status == HttpStatusCode.OK);
        Assert.Equal(1, await app.Db(db => db.Users.CountAsync(account => account.Id == one.Id || account.Id == other.Id)));
    }

    private static async Task RequestAsync(Browser browser, Person person, string newEmail)
    {
        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("Change address", new { newEmail, currentPassword = person.Password });
        Assert.Equal((HttpStatusCode.OK, "/account/email"), (browser.Status, browser.Path));
    }

    private async Task ConfirmAsync(Browser browser, string newEmail)
    {
        await browser.GoAsync(await app.Mail.LastLinkAsync(newEmail, "/verify-email"));
        await browser.SubmitAsync("Confirm my address");
        Assert.Equal("/account", browser.Path);
    }

    private async Task AssertGoneAsync(Browser browser, string newEmail)
    {
        await browser.GoAsync(await app.Mail.LastLinkAsync(newEmail, "/verify-email"));
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    private async Task ResetAsync(Person person)
    {
        var browser = app.NewBrowser();
        await browser.GoAsync("/forgot-password");
        await browser.SubmitAsync("Send me a link", new { email = person.Email });
        await browser.GoAsync(await app.Mail.LastLinkAsync(person.Email, "/reset-password"));
        await browser.SubmitAsync("Set new password", new { newPassword = "an entirely new sentence" });
        Assert.Equal("/sign-in", browser.Path);
    }

    private Task<int> EventsAsync(Person person, string kind) =>
        app.Db(db => db.SecurityEvents.CountAsync(row => row.AccountId == person.Id && row.Kind == kind && row.Outcome == EventOutcome.Success));
}
