using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Settings;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Demo;

/// <summary>After <c>demo</c> every page has something to show.</summary>
public class DemoPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Every_page_shows_something()
    {
        await using var command = PortalProcess.Start("Development", new() { ["ConnectionStrings:Portal"] = app.Database.ConnectionString }, "demo");
        var (exitCode, output, error) = await command.EndWithOutputAsync();
        Assert.Equal((0, ""), (exitCode, error));
        var logins = DemoLogins.Of(output);
        await TheEverydayAccountsAsync(await app.SignInAsync(logins.Everyday));
        await TheAdministratorsAsync(await app.SignInAsync(logins.Administrator), logins.Everyday);
        await TheMailsAsync(logins.Everyday);
    }

    private static async Task TheEverydayAccountsAsync(Browser browser)
    {
        await ShowsAsync(browser, "/account", "main .card", 2);
        await ShowsAsync(browser, "/account/sessions", "main .row", 15);
        Assert.Equal(5, browser.Page.QuerySelectorAll("form[action$='/revoke']").Length + 1);
        Assert.Contains("Kitchen iPad", browser.Text, StringComparison.Ordinal);
        Assert.Contains("near Lisbon, Portugal", browser.Text, StringComparison.Ordinal);
        Assert.Contains("it is 2312 km from Berlin, Germany", browser.Text, StringComparison.Ordinal);
        Assert.Contains("Your password was changed", browser.Text, StringComparison.OrdinalIgnoreCase);
        await ShowsAsync(browser, "/account/activity", "main .event", ActivityLog.PageSize);
        foreach (var group in new[] { "sign-ins", "refusals", "changes", "alerts", "sessions" })
        {
            await ShowsAsync(browser, $"/account/activity?group={group}", "main .event", 3);
        }

        await ShowsAsync(browser, "/account/alerts", "main input[type=checkbox]:checked", 1);
        await ShowsAsync(browser, "/account/profile", "main input[value='Mara Lindqvist']", 1);
        await ShowsAsync(browser, "/account/email", "main form", 1);
        await ShowsAsync(browser, "/account/password", "main form", 1);
    }

    private async Task TheAdministratorsAsync(Browser browser, Person everyday)
    {
        var id = await app.Db(db => db.Users.Where(account => account.Email == everyday.Email).Select(account => account.Id).SingleAsync());
        var locked = await app.Db(db => db.Users.Where(account => account.LockedAt != null).Select(account => account.Id).FirstAsync());
        await ShowsAsync(browser, "/admin", "main svg", 1);
        await ShowsAsync(browser, "/admin/accounts", "main .row", 25);
        await ShowsAsync(browser, "/admin/accounts?state=locked", "main .row", 3);
        await ShowsAsync(browser, "/admin/accounts?state=unverified", "main .row", 5);
        await ShowsAsync(browser, $"/admin/accounts/{id}", "main .row", 20);
        await ShowsAsync(browser, $"/admin/accounts/{locked}", "main .notice.bad", 1);
        await ShowsAsync(browser, "/admin/activity", "main .event", ActivityLog.PageSize);
        await ShowsAsync(browser, "/admin/activity?outcome=refused", "main .event", ActivityLog.PageSize);
        await ShowsAsync(browser, "/admin/activity?group=alerts", "main .event", 3);
        await ShowsAsync(browser, "/admin/mail?state=waiting", "main .row", 3);
        await ShowsAsync(browser, "/admin/mail?state=failed", "main .row", 2);
        await ShowsAsync(browser, "/admin/mail?state=sent", "main .row", 10);
        await ShowsAsync(browser, "/admin/shared-accounts", "main .row", 3);
    }

    // The link of the newest alert leads to the sign-in that it tells of.
    private async Task TheMailsAsync(Person everyday)
    {
        var id = await app.SqlAsync<Guid>("select id from outbox_emails where to_address = $1 and subject like 'New sign-in%' and right(id::text, 12) = '64656d6f0000' order by id desc limit 1", everyday.Email);
        var browser = app.NewBrowser();
        await browser.GoAsync($"/dev/mail/{id}");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        var link = browser.Page.Links.Select(one => one.GetAttribute("href")!).First(href => href.Contains("/not-me?", StringComparison.Ordinal));
        await browser.GoAsync(new Uri(link).PathAndQuery);
        Assert.Contains("near Lisbon, Portugal", browser.Text, StringComparison.Ordinal);
    }

    private static async Task ShowsAsync(Browser browser, string path, string what, int least)
    {
        await browser.GoAsync(path);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(path, browser.Path);
        Assert.True(browser.Page.QuerySelector("main .empty") is null, $"{path} is empty.");
        var there = browser.Page.QuerySelectorAll(what).Length;
        Assert.True(there >= least, $"{path} shows {there} of \"{what}\", fewer than {least}.");
    }
}
