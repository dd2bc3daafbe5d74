using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Activity;

namespace AccountPortal.Tests.Admin;

/// <summary>Everybody's events: filtered by whom, by whom it was done, from where, what and how it went; and taken along.</summary>
public class AdminActivityTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Events_are_found_by_account_actor_kind_and_outcome()
    {
        var (administrator, person) = (await app.NewAdministratorAsync(), await app.NewPersonAsync());
        var browser = await app.SignInAsync(administrator);
        await app.SignInAsync(person);
        await app.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = "not it" });
        await browser.ActAsync($"/admin/accounts/{person.Id}/sessions/end", new { reason = "looks odd" });

        await browser.GoAsync("/admin/activity");
        await browser.SubmitAsync("Show", new { account = person.Email.ToUpperInvariant() });
        Assert.Equal(
            ["An administrator signed them out everywhere", "Signed out by an administrator", "Somebody tried to sign in with a wrong password", "Signed in with their password"],
            browser.Sentences());
        Assert.Contains(administrator.Email, browser.Page.QuerySelector(".event .pairs")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("looks odd", browser.Text, StringComparison.Ordinal);

        await browser.SubmitAsync("Show", new { kind = "sign-in", outcome = "refused" });
        Assert.Equal(["Somebody tried to sign in with a wrong password"], browser.Sentences());
        await browser.GoAsync($"/admin/activity?account={person.Id}&actor={administrator.Email}");
        Assert.Equal(["An administrator signed them out everywhere"], browser.Sentences());
        await browser.GoAsync($"/admin/activity?account={person.Id}&group=refusals");
        Assert.Equal(["Somebody tried to sign in with a wrong password"], browser.Sentences());
    }

    [Theory]
    [InlineData("198.51.100.7", true)]
    [InlineData("198.51.100.0/24", true)]
    [InlineData("198.51.100.200/24", true)]
    [InlineData("::ffff:198.51.100.7", true)]
    [InlineData("198.51.100.8", false)]
    [InlineData("198.51.101.0/24", false)]
    public async Task Events_are_found_by_where_they_came_from(string address, bool isThere)
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        var elsewhere = app.NewBrowser();
        elsewhere.Address = "198.51.100.7";
        await elsewhere.SignInAsync(person);
        await browser.GoAsync($"/admin/activity?account={person.Email}&address={Uri.EscapeDataString(address)}");
        Assert.Equal(isThere ? ["Signed in with their password"] : [], browser.Sentences());
    }

    [Theory]
    [InlineData("account", "nobody-at-all@example.com")]
    [InlineData("actor", "no address")]
    [InlineData("address", "198.51.100.7/33")]
    [InlineData("address", "somewhere")]
    public async Task What_cannot_be_understood_is_said_and_shows_nothing(string field, string value)
    {
        var browser = await app.SignInAdministratorAsync();
        await browser.GoAsync($"/admin/activity?{field}={Uri.EscapeDataString(value)}");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.NotNull(browser.Page.QuerySelector($"#{field}-error"));
        Assert.Equal(value, browser.Page.QuerySelector($"#{field}")!.GetAttribute("value"));
        Assert.Empty(browser.Sentences());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetJsonAsync($"/admin/activity.csv?{field}={Uri.EscapeDataString(value)}")).Status);
    }

    [Fact]
    public async Task An_account_that_is_gone_is_still_asked_for_by_its_id()
    {
        var (browser, gone) = (await app.SignInAdministratorAsync(), Guid.CreateVersion7());
        await app.AddAsync(Happened.Event(EventKind.SignIn, at: app.Clock.GetUtcNow()).With(accountId: gone));
        await browser.GoAsync($"/admin/activity?account={gone}");
        Assert.Single(browser.Sentences());
        Assert.Null(browser.Page.QuerySelector($".event a[href='/admin/accounts/{gone}']"));
    }

    [Fact]
    public async Task Pages_and_the_download_keep_to_what_was_asked()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        var now = app.Clock.GetUtcNow();
        await app.AddAsync(Enumerable.Range(0, 30).Select(i => Happened.Event(EventKind.ProfileChanged, at: now.AddSeconds(-i)).With(accountId: person.Id)));
        await app.AddAsync(Happened.Event(EventKind.ProfileChanged, at: now).With(accountId: Guid.CreateVersion7()));
        await browser.GoAsync($"/admin/activity?account={person.Email}&kind=profile-changed");
        Assert.Equal(ActivityLog.PageSize, browser.Sentences().Count);
        var csv = browser.Page.QuerySelector("a[download]")!.GetAttribute("href")!;
        await browser.ClickAsync("Older");
        Assert.Equal(30 - ActivityLog.PageSize, browser.Sentences().Count);
        var lines = (await browser.GetJsonAsync(csv)).Text.Trim().Split("\r\n");
        Assert.Equal(31, lines.Length);
        Assert.EndsWith("session,account,actor,details", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.Contains(person.Id.ToString(), line, StringComparison.Ordinal));
    }
}
