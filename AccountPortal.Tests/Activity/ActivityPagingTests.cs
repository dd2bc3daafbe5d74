using AccountPortal.Activity;

namespace AccountPortal.Tests.Activity;

/// <summary>Pages by keys: each event on one page, both ways, also where many have the same instant.</summary>
public class ActivityPagingTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const int Pages = 4;

    [Theory]
    [InlineData("")]
    [InlineData("?group=changes")]
    [InlineData("?when=7d")]
    [InlineData("?session=this")]
    [InlineData("?group=changes&when=7d&session=this")]
    public async Task Older_and_newer_lead_through_all_of_them_and_back(string query)
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var session = await browser.SessionIdAsync();
        var at = app.Clock.GetUtcNow().AddHours(-1);
        // All at the same instant: only the rest of the id orders them.
        await app.AddAsync(Enumerable.Range(0, (Pages - 1) * ActivityLog.PageSize).Select(number => Happened
            .Event(number % 2 == 0 ? EventKind.DeviceNamed : EventKind.RoleGranted, at: at, details: [("name", $"{number}"), ("role", $"{number}")])
            .With(accountId: person.Id, sessionId: session)));
        await app.AddAsync(Enumerable.Range(0, 10).Select(number => Happened.Event(EventKind.RoleRevoked, at: at.AddSeconds(number), details: ("role", $"{number}")).With(accountId: person.Id, sessionId: session)));

        await browser.GoAsync("/account/activity" + query);
        Assert.False(HasLink(browser, "Newer"));
        var (first, onward) = (browser.Path, new List<IReadOnlyList<string>> { browser.Sentences() });
        while (HasLink(browser, "Older"))
        {
            await browser.ClickAsync("Older");
            onward.Add(browser.Sentences());
        }

        Assert.Equal(Pages, onward.Count);
        Assert.All(onward.SkipLast(1), page => Assert.Equal(ActivityLog.PageSize, page.Count));
        var all = onward.SelectMany(page => page).ToList();
        Assert.Equal(((Pages - 1) * ActivityLog.PageSize) + 10 + (query.Contains("changes", StringComparison.Ordinal) ? 0 : 1), all.Count);
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Contains(query.TrimStart('?'), browser.Path, StringComparison.Ordinal);

        for (var page = Pages - 2; page >= 0; page--)
        {
            await browser.ClickAsync("Newer");
            Assert.Equal(onward[page], browser.Sentences());
            Assert.True(HasLink(browser, "Older"));
        }

        Assert.False(HasLink(browser, "Newer"));
        Assert.Contains(query.TrimStart('?'), browser.Path, StringComparison.Ordinal);
        Assert.Contains(query.TrimStart('?'), first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task A_full_page_leads_on_only_where_there_is_more(int more, bool leadsOn)
    {
        var person = await app.NewPersonAsync();
        await app.AddAsync(Enumerable.Range(0, ActivityLog.PageSize - 1 + more).Select(_ => Happened.Event(EventKind.ProfileChanged, at: app.Clock.GetUtcNow()).With(accountId: person.Id)));
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/activity");
        Assert.Equal(leadsOn, HasLink(browser, "Older"));
    }

    [Fact]
    public async Task What_happens_meanwhile_moves_no_page()
    {
        var person = await app.NewPersonAsync();
        await app.AddAsync(Enumerable.Range(0, 2 * ActivityLog.PageSize).Select(number =>
            Happened.Event(EventKind.DeviceNamed, at: app.Clock.GetUtcNow().AddMinutes(-number - 1), details: ("name", $"{number}")).With(accountId: person.Id)));
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/activity?group=changes");
        await app.AddAsync(Happened.Event(EventKind.ProfileChanged, at: app.Clock.GetUtcNow()).With(accountId: person.Id));
        await browser.ClickAsync("Older");
        Assert.Equal($"Named a device \"{ActivityLog.PageSize}\"", browser.Sentences()[0]);
        await browser.ClickAsync("Newer");
        Assert.Equal("Named a device \"0\"", browser.Sentences()[0]);
        // One event is no page: newer than this is the first page, whole.
        await browser.ClickAsync("Newer");
        Assert.Equal("Changed your profile", browser.Sentences()[0]);
        Assert.Equal(ActivityLog.PageSize, browser.Sentences().Count);
    }

    private static bool HasLink(Browser browser, string text) => browser.Page.Links.Any(link => link.TextContent.Trim() == text);
}
