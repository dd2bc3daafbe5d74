using System.Net;
using AccountPortal.Accounts;
using AccountPortal.Activity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Accounts;

public class EmailChangeUndoTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Button = "Undo the change and sign out everywhere";

    [Fact]
    public async Task The_old_address_takes_the_account_back_with_everybody_signed_out()
    {
        var person = await app.NewPersonAsync();
        var newEmail = People.New().Email;
        var thief = await ChangeAsync(person, newEmail);
        var owner = await OpenUndoAsync(person.Email);
        Assert.Equal("/undo-email-change", owner.Path);
        await owner.SubmitAsync(Button);
        Assert.Equal("/sign-in", owner.Path);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetJsonAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await LoginAsync(person));
        Assert.Equal(HttpStatusCode.Unauthorized, await LoginAsync(person with { Email = newEmail }));
        await owner.GoAsync(await app.Mail.LastLinkAsync(person.Email, "/reset-password"));
        await owner.SubmitAsync("Set new password", new { newPassword = "an entirely new sentence" });
        var me = await (await app.SignInAsync(person with { Password = "an entirely new sentence" })).GetJsonAsync("/me");
        Assert.Equal((person.Email, true), (me["email"].GetString(), me["emailVerified"].GetBoolean()));
        Assert.Contains("changed back", (await app.Mail.LastAsync(newEmail)).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_hundred_at_once_a_single_one_undoes_it()
    {
        var person = await app.NewPersonAsync();
        await ChangeAsync(person, People.New().Email);
        var opened = await OpenUndoAsync(person.Email);
        var browsers = Enumerable.Range(0, 100).Select(_ => opened.Copy()).ToList();
        await Task.WhenAll(browsers.Select(browser => browser.GoAsync("/undo-email-change")));
        await Task.WhenAll(browsers.Select(browser => browser.SubmitAsync(Button)));
        Assert.Single(browsers, browser => browser.Path == "/sign-in");
        Assert.Equal(99, browsers.Count(browser => browser.Status == HttpStatusCode.NotFound));
        Assert.Equal(1, await app.Db(db => db.SecurityEvents.CountAsync(row => row.AccountId == person.Id && row.Kind == EventKind.EmailChangeUndone)));
    }

    [Fact]
    public async Task Two_changes_in_a_row_are_undone_together_and_not_from_the_address_between()
    {
        var (person, his, hisOther) = (await app.NewPersonAsync(), People.New().Email, People.New().Email);
        var thief = await ChangeAsync(person, his);
        await ChangeAsync(person with { Email = his }, hisOther, thief);
        var owner = await OpenUndoAsync(person.Email);
        await owner.SubmitAsync(Button);
        Assert.Equal("/sign-in", owner.Path);
        Assert.Equal(HttpStatusCode.NotFound, (await OpenUndoAsync(his)).Status);
    }

    [Fact]
    public async Task An_undo_from_the_address_between_leaves_the_first_one_its_own()
    {
        var (person, his, hisOther) = (await app.NewPersonAsync(), People.New().Email, People.New().Email);
        var thief = await ChangeAsync(person, his);
        await ChangeAsync(person with { Email = his }, hisOther, thief);
        await (await OpenUndoAsync(his)).SubmitAsync(Button);
        var owner = await OpenUndoAsync(person.Email);
        await owner.SubmitAsync(Button);
        Assert.Equal("/sign-in", owner.Path);
        Assert.Equal(person.Email, await EmailAsync(person));
    }

    [Fact]
    public async Task An_address_that_another_account_has_proven_since_is_not_taken_from_it()
    {
        var (person, newEmail) = (await app.NewPersonAsync(), People.New().Email);
        await ChangeAsync(person, newEmail);
        await app.NewPersonAsync(email: person.Email);
        var browser = await OpenUndoAsync(person.Email);
        await browser.SubmitAsync(Button);
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        Assert.Equal(newEmail, await EmailAsync(person));
    }

    [Fact]
    public async Task A_squatter_on_the_old_address_does_not_stop_the_undo()
    {
        var person = await app.NewPersonAsync();
        await ChangeAsync(person, People.New().Email);
        var squatter = await app.NewPersonAsync(verified: false, email: person.Email);
        await (await OpenUndoAsync(person.Email)).SubmitAsync(Button);
        Assert.Equal(person.Email, await EmailAsync(person));
        Assert.False(await app.Db(db => db.Users.AnyAsync(account => account.Id == squatter.Id)));
    }

    [Theory]
    [InlineData(-1, HttpStatusCode.OK)]
    [InlineData(1, HttpStatusCode.NotFound)]
    public async Task It_works_for_seven_days(int secondsOff, HttpStatusCode status)
    {
        await using var other = await PortalApp.StartAsync();
        var person = await other.NewPersonAsync();
        await ChangeAsync(person, People.New().Email, at: other);
        var expiresAt = await other.Db(db => db.EmailTokens.Where(token => token.Email == person.Email).Select(token => token.ExpiresAt).SingleAsync());
        Assert.InRange(expiresAt - other.Clock.GetUtcNow(), EmailChange.UndoLifetime - TimeSpan.FromMinutes(1), EmailChange.UndoLifetime);
        other.Clock.Advance(expiresAt - other.Clock.GetUtcNow() + TimeSpan.FromSeconds(secondsOff));
        Assert.Equal(status, (await OpenUndoAsync(person.Email, other)).Status);
    }

    private async Task<Browser> ChangeAsync(Person person, string newEmail, Browser? browser = null, PortalApp? at = null)
    {
        var portal = at ?? app;
        browser ??= await portal.SignInAsync(person);
        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("Change address", new { newEmail, currentPassword = person.Password });
        await browser.GoAsync(await portal.Mail.LastLinkAsync(newEmail, "/verify-email"));
        await browser.SubmitAsync("Confirm my address");
        Assert.Equal("/account", browser.Path);
        return browser;
    }

    private async Task<Browser> OpenUndoAsync(string email, PortalApp? at = null)
    {
        var portal = at ?? app;
        var browser = portal.NewBrowser();
        await browser.GoAsync(await portal.Mail.LastLinkAsync(email, "/undo-email-change"));
        return browser;
    }

    private Task<string?> EmailAsync(Person person) => app.Db(db => db.Users.Where(account => account.Id == person.Id).Select(account => account.Email).SingleAsync());

    private async Task<HttpStatusCode> LoginAsync(Person person) =>
        (await app.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status;
}
