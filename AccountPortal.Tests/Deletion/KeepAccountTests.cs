using System.Net;
using AccountPortal.Activity;
using AccountPortal.Deletion;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Deletion;

/// <summary>The link in the mails, which keeps the account without signing in.</summary>
public class KeepAccountTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Button = "Keep my account";

    [Fact]
    public async Task Opening_it_changes_nothing_and_the_button_keeps_the_account_once()
    {
        // The one session that is left is the thief's, who asked for the deletion.
        var (person, thief) = await app.NewLeavingAsync();
        var link = await app.KeepLinkAsync(person);
        var (scanner, owner) = (app.NewBrowser(), app.NewBrowser());
        await scanner.GoAsync(link);
        await owner.GoAsync(link);
        Assert.Equal(("/keep-account", HttpStatusCode.OK), (owner.Path, owner.Status));
        Assert.Contains(person.Email, owner.Text, StringComparison.Ordinal);
        Assert.NotNull(await app.DeletionOfAsync(person.Id));
        await owner.SubmitAsync(Button);
        Assert.Equal((HttpStatusCode.OK, "Your account is kept"), (owner.Status, owner.Page.QuerySelector("h1")!.TextContent));
        Assert.Contains(owner.Page.Links, one => one.GetAttribute("href") == "/forgot-password");
        Assert.Null(await app.DeletionOfAsync(person.Id));
        Assert.False(await owner.IsSignedInAsync());
        Assert.False(await thief.IsSignedInAsync());
        Assert.Equal("link", Assert.Single(await app.EventsOfAsync(person.Id, EventKind.DeletionCancelled)).Detail("by"));
        Assert.EndsWith("is kept", (await app.DeletionMailsAsync(person))[^1], StringComparison.Ordinal);
        await scanner.SubmitAsync(Button);
        Assert.Equal((HttpStatusCode.NotFound, "This is done already"), (scanner.Status, scanner.Page.QuerySelector("h1")!.TextContent));
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.DeletionCancelled));
    }

    [Fact]
    public async Task Of_many_at_once_a_single_one_keeps_it()
    {
        var (person, _) = await app.NewLeavingAsync();
        var opened = app.NewBrowser();
        await opened.GoAsync(await app.KeepLinkAsync(person));
        var browsers = Enumerable.Range(0, 30).Select(_ => opened.Copy()).ToList();
        await Task.WhenAll(browsers.Select(browser => browser.GoAsync("/keep-account")));
        await Race.RunAsync(30, async number =>
        {
            await browsers[number].SubmitAsync(Button);
            return true;
        });
        Assert.Single(browsers, browser => browser.Status == HttpStatusCode.OK);
        Assert.Equal(29, browsers.Count(browser => browser.Status == HttpStatusCode.NotFound && browser.Text.Contains("This is done already", StringComparison.Ordinal)));
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.DeletionCancelled));
        Assert.Equal(2, (await app.DeletionMailsAsync(person)).Count);
    }

    [Fact]
    public async Task Each_mail_has_a_link_of_its_own_and_all_are_done_together()
    {
        var (person, _) = await app.NewLeavingAsync();
        var first = await app.KeepLinkAsync(person);
        await app.Db(db => db.Database.ExecuteSqlAsync(
            $"update deletion_requests set requested_at = requested_at - interval '25 days', execute_at = execute_at - interval '25 days' where user_id = {person.Id}"));
        Assert.True(await app.With((DeletionReminders reminders) => reminders.SendNextAsync(default)));
        var second = await app.KeepLinkAsync(person);
        Assert.NotEqual(first, second);
        var browser = app.NewBrowser();
        await browser.GoAsync(first);
        await browser.SubmitAsync(Button);
        Assert.Equal("Your account is kept", browser.Page.QuerySelector("h1")!.TextContent);
        await browser.GoAsync(second);
        Assert.Equal((HttpStatusCode.NotFound, "This is done already"), (browser.Status, browser.Page.QuerySelector("h1")!.TextContent));
    }

    [Fact]
    public async Task A_link_of_before_keeps_nothing_of_a_deletion_that_was_asked_for_since()
    {
        var (person, browser) = await app.NewLeavingAsync();
        var (link, late) = (await app.KeepLinkAsync(person), app.NewBrowser());
        await late.GoAsync(link);
        await browser.DeleteJsonAsync("/me/deletion");
        await browser.AskDeletionAsync(person);
        await late.SubmitAsync(Button);
        Assert.Equal(HttpStatusCode.NotFound, late.Status);
        Assert.NotNull(await app.DeletionOfAsync(person.Id));
    }

    [Fact]
    public async Task Unknown_and_old_links_say_what_else_there_is()
    {
        var (person, _) = await app.NewLeavingAsync();
        var link = await app.KeepLinkAsync(person);
        await app.Db(db => db.EmailTokens.Where(token => token.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(token => token.ExpiresAt, DateTimeOffset.UnixEpoch)));
        foreach (var dead in new[] { link, "/keep-account?token=" + new string('A', 43), "/keep-account?token=short", "/keep-account" })
        {
            var browser = app.NewBrowser();
            await browser.GoAsync(dead);
            Assert.Equal((HttpStatusCode.NotFound, "This link no longer works"), (browser.Status, browser.Page.QuerySelector("h1")!.TextContent));
        }

        Assert.NotNull(await app.DeletionOfAsync(person.Id));
    }

    [Fact]
    public async Task What_others_decided_is_not_kept_by_a_link()
    {
        var (person, _) = await app.NewLeavingAsync();
        var browser = app.NewBrowser();
        await browser.GoAsync(await app.KeepLinkAsync(person));
        await app.Db(db => db.Database.ExecuteSqlAsync($"update deletion_requests set cause = {DeletionCause.Administrators} where user_id = {person.Id}"));
        await browser.SubmitAsync(Button);
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        Assert.NotNull(await app.DeletionOfAsync(person.Id));
    }
}
