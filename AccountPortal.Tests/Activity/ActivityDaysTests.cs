using AccountPortal.Activity;

namespace AccountPortal.Tests.Activity;

/// <summary>The strip counts days of the reader's calendar, each up to a bound.</summary>
public class ActivityDaysTests : IClassFixture<PortalApp>
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private readonly PortalApp app;

    public ActivityDaysTests(PortalApp app)
    {
        this.app = app;
        // No midnight comes in between.
        app.Clock.Stop();
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Pacific/Auckland")]
    [InlineData(null)]
    public async Task A_day_takes_what_happened_between_its_midnights(string? zoneId)
    {
        var zone = zoneId is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var (person, other, today) = (await app.NewPersonAsync(), await app.NewPersonAsync(), ReaderDays.Of(app.Clock.GetUtcNow(), zone));
        var (first, second) = (ReaderDays.StartOf(today.AddDays(-3), zone), ReaderDays.StartOf(today.AddDays(-2), zone));
        await app.AddAsync(new[] { first.AddMilliseconds(-1), first, second.AddMilliseconds(-1), second, second }.Select(at => Happened.Event(EventKind.SignIn, at: at).With(accountId: person.Id)));
        await app.AddAsync(
            Happened.Event(EventKind.SignIn, EventOutcome.Refused, first).With(accountId: person.Id),
            Happened.Event(EventKind.ProfileChanged, at: first).With(accountId: person.Id),
            Happened.Event(EventKind.SignIn, at: first).With(accountId: other.Id));
        var days = await app.With((ActivityDays of) => of.LastAsync(person.Id, zone, default));
        Assert.Equal(ActivityDays.Count, days.Count);
        Assert.Equal(today, days[^1].Date);
        Assert.Equal([(1, 0), (2, 1), (2, 0), (0, 0), (0, 0)], days.TakeLast(5).Select(day => (day.SignIns, day.Refusals)));
    }

    [Fact]
    public async Task Counting_stops_at_the_bound()
    {
        var (person, now) = (await app.NewPersonAsync(), app.Clock.GetUtcNow());
        await app.AddAsync(Enumerable.Range(0, ActivityDay.Most + 10).Select(_ => Happened.Event(EventKind.SignIn, EventOutcome.Refused, now).With(accountId: person.Id)));
        var days = await app.With((ActivityDays of) => of.LastAsync(person.Id, Berlin, default));
        Assert.Equal(ActivityDay.Most, days.Sum(day => day.Refusals));
    }

    [Fact]
    public async Task The_strip_stands_on_the_page_of_sessions_and_leads_to_the_day()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.GoAsync("/account/sessions");
        Assert.Equal("1 sign-in on 1 day, and no refused tries.", browser.Page.QuerySelector(".strip-says")!.TextContent);
        await browser.GoAsync(browser.Page.QuerySelector("ol.strip a")!.GetAttribute("href")!);
        Assert.Equal(["Signed in with your password"], browser.Sentences());
    }
}
