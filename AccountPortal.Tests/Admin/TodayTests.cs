using AccountPortal.Activity;
using AccountPortal.Tests.Activity;
using AccountPortal.Tests.Mail;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Admin;

/// <summary>The first page's figures are right.</summary>
public class TodayTests
{
    [Fact]
    public async Task It_counts_what_there_is()
    {
        await using var app = await PortalApp.StartAsync(services: Posts.WithoutDispatcher);
        var browser = await app.SignInAdministratorAsync();
        var (person, _) = (await app.NewPersonAsync(), await app.NewPersonAsync(verified: false));
        await app.SignInAsync(person);
        await app.SignInAsync(person, remember: true);
        await app.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = "not it" });
        await app.PostAsync(Posts.NewLetter());
        await app.PostAsync(Posts.NewLetter());
        var failed = await app.PostAsync(Posts.NewLetter());
        await app.Db(db => db.OutboxEmails.Where(row => row.Id == failed).ExecuteUpdateAsync(set => set.SetProperty(row => row.FailedAt, app.Clock.GetUtcNow())));
        await browser.GoAsync("/admin");
        Assert.Equal(["3 accounts 2 confirmed", "3 live sessions signed in and not yet over", "2 mails wait 1 failed"], Figures(browser));
        Assert.Equal("3 sign-ins and 1 refused try in 7 days; the table below has each day.", browser.Page.QuerySelector("svg.chart")!.GetAttribute("aria-label"));
        Assert.Equal("1 mail could not be sent. See why", browser.Notice());
        await browser.ClickAsync("See why");
        Assert.Equal("/admin/mail?state=failed", browser.Path);
    }

    [Fact]
    public async Task A_session_whose_time_is_over_is_no_live_one()
    {
        await using var app = await PortalApp.StartAsync();
        app.Clock.Stop();
        var administrator = await app.NewAdministratorAsync();
        await app.SignInAsync(await app.NewPersonAsync());
        app.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1));
        var browser = await app.SignInAsync(administrator);
        await browser.GoAsync("/admin");
        Assert.StartsWith("2 live sessions", Figures(browser)[1], StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await browser.GoAsync("/admin");
        Assert.StartsWith("1 live session ", Figures(browser)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_of_seven_days_has_its_own_numbers_and_older_ones_none()
    {
        await using var app = await PortalApp.StartAsync();
        var browser = await app.SignInAdministratorAsync();
        var today = new DateTimeOffset(app.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        await app.AddAsync(
        [
            Happened.Event(EventKind.SignIn, at: today.AddDays(-6)),
            Happened.Event(EventKind.SignIn, at: today.AddDays(-6).AddMilliseconds(-1)),
            Happened.Event(EventKind.SignIn, EventOutcome.Refused, today.AddDays(-1)),
            Happened.Event(EventKind.SignIn, EventOutcome.Refused, today.AddMilliseconds(-1)),
            Happened.Event(EventKind.SignOut, at: today.AddDays(-1)),
        ]);
        await browser.GoAsync("/admin");
        var rows = browser.Page.QuerySelectorAll("tbody tr").Select(row => string.Join(' ', row.QuerySelectorAll("td").Select(cell => cell.TextContent))).ToList();
        Assert.Equal(["1 0", "0 0", "0 0", "0 0", "0 0", "0 2", "1 0"], rows);
    }

    private static IReadOnlyList<string> Figures(Browser browser) => [.. browser.Page.QuerySelectorAll(".figures a").Select(figure => PageForm.TextOf(figure))];
}
