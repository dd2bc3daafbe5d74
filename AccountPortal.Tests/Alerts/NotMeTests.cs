using System.Net;
using AccountPortal.Alerts;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Alerts;

/// <summary>"This wasn't me", from the mail to the new password.</summary>
public class NotMeTests(AlertPortal portal) : IClassFixture<AlertPortal>
{
    private const string NewPassword = "an entirely new sentence";

    [Fact]
    public async Task One_button_ends_what_a_stranger_has_and_the_reset_gives_the_owner_the_account_back()
    {
        var (person, owner, thief, link) = await AttackedAsync();
        var anybody = portal.App.NewBrowser();
        await anybody.GoAsync(link);
        Assert.Equal("/not-me", anybody.Path);
        Assert.Contains("Firefox on Ubuntu", anybody.Text, StringComparison.Ordinal);
        await anybody.SubmitAsync("This wasn't me: sign out everywhere");
        Assert.Contains("Signed out 2 browsers", anybody.Text, StringComparison.Ordinal);
        Assert.False(await thief.IsSignedInAsync());
        Assert.False(await owner.IsSignedInAsync());
        Assert.Equal(2, await portal.App.Db(db => db.EndedSessions.CountAsync(row => row.UserId == person.Id && row.Reason == EndReason.NotMe)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);

        // The link itself opened nothing; the mail that it caused does.
        Assert.False(await anybody.IsSignedInAsync());
        await anybody.GoAsync(await portal.App.Mail.LastLinkAsync(person.Email, "/reset-password"));
        await anybody.SubmitAsync("Set new password", new { newPassword = NewPassword });
        await owner.SignInAsync(person with { Password = NewPassword });
        await owner.GoAsync("/account");
        Assert.NotNull(owner.Page.QuerySelector("#review"));
        await owner.SubmitAsync("I have looked: close this");
        Assert.Equal("/account", owner.Path);
        Assert.Null(owner.Page.QuerySelector("#review"));

        // The stranger's browser is no longer known, even if it learnt the new password too.
        var mails = await portal.MailsAsync(person);
        portal.App.Clock.Advance(TimeSpan.FromSeconds(1));
        await thief.SignInAsync(person with { Password = NewPassword });
        Assert.Contains(SignalKind.NewDevice, await portal.SignalsAsync(person));
        Assert.Equal(mails + 1, await portal.MailsAsync(person));
    }

    [Fact]
    public async Task Opening_the_link_changes_nothing_however_often_a_scanner_does_it()
    {
        var (person, owner, thief, link) = await AttackedAsync();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var scanner = portal.App.NewBrowser();
            await scanner.GoAsync(link);
            Assert.Equal((HttpStatusCode.OK, "/not-me"), (scanner.Status, scanner.Path));
        }

        Assert.True(await thief.IsSignedInAsync());
        Assert.True(await owner.IsSignedInAsync());
        await owner.PostJsonAsync("/logout");
        await owner.SignInAsync(person);
    }

    [Fact]
    public async Task Of_a_hundred_clicks_at_once_one_does_it_and_the_others_are_told()
    {
        var (person, _, _, link) = await AttackedAsync();
        var browser = portal.App.NewBrowser();
        await browser.GoAsync(link);
        var csrf = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value");
        var tabs = await Race.RunAsync(100, async _ =>
        {
            var tab = browser.Copy();
            await tab.PostFormAsync("/not-me", new { csrf });
            return tab;
        });
        Assert.Single(tabs, tab => tab.Status == HttpStatusCode.OK);
        Assert.All(tabs.Where(tab => tab.Status != HttpStatusCode.OK), tab => Assert.Contains("This link has done its work", tab.Text, StringComparison.Ordinal));
        Assert.Single(await portal.App.Mail.ToAsync(person.Email), letter => letter.Button?.Url.Contains("/reset-password", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData(-1, HttpStatusCode.OK)]
    [InlineData(0, HttpStatusCode.NotFound)]
    public async Task The_link_works_for_seven_days(int microseconds, HttpStatusCode status)
    {
        var (_, _, _, link) = await AttackedAsync();
        portal.App.Clock.Advance(SignInAlerts.LinkLifetime + TimeSpan.FromMicroseconds(microseconds));
        var browser = portal.App.NewBrowser();
        await browser.GoAsync(link);
        Assert.Equal(status, browser.Status);
    }

    [Fact]
    public async Task It_works_after_the_strangers_session_has_ended()
    {
        var (person, _, thief, link) = await AttackedAsync();
        await thief.PostJsonAsync("/logout");
        var browser = portal.App.NewBrowser();
        await browser.GoAsync(link);
        await browser.SubmitAsync("/not-me");
        Assert.Equal(1, await portal.App.Db(db => db.KnownDevices.CountAsync(device => device.UserId == person.Id && device.DistrustedAt != null)));
    }

    [Fact]
    public async Task A_stranger_who_moved_the_address_loses_it_again()
    {
        var (person, _, thief, link) = await AttackedAsync();
        var theirs = People.New().Email;
        await thief.GoAsync("/account/email");
        await thief.SubmitAsync("/account/email", new { newEmail = theirs, currentPassword = person.Password });
        await thief.GoAsync(await portal.App.Mail.LastLinkAsync(theirs, "/verify-email"));
        await thief.SubmitAsync("/verify-email");
        Assert.Equal(theirs, (await thief.GetJsonAsync("/me"))["email"].GetString());

        var owner = portal.App.NewBrowser();
        await owner.GoAsync(link);
        await owner.SubmitAsync("/not-me");
        Assert.Equal(HttpStatusCode.OK, owner.Status);
        Assert.False(await thief.IsSignedInAsync());
        await owner.GoAsync(await portal.App.Mail.LastLinkAsync(person.Email, "/reset-password"));
        await owner.SubmitAsync("Set new password", new { newPassword = NewPassword });
        await owner.SignInAsync(person with { Password = NewPassword });
        Assert.Equal(person.Email, (await owner.GetJsonAsync("/me"))["email"].GetString());
    }

    private async Task<(Person Person, Browser Owner, Browser Thief, string Link)> AttackedAsync()
    {
        var (person, owner) = await portal.AtHomeAsync();
        var thief = await portal.SignInAsync(person, AlertPortal.Rio, UserAgents.FirefoxOnUbuntu);
        return (person, owner, thief, await portal.App.Mail.LastLinkAsync(person.Email, "/not-me"));
    }
}
