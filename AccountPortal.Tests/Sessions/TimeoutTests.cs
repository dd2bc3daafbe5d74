using System.Net;
using AccountPortal.Data;
using AccountPortal.Sessions;
using AccountPortal.Sessions.Cache;
using AccountPortal.Tests.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Sessions;

/// <summary>Both clocks of a session (P4) over HTTP, on both sides of each boundary. Each test moves the clock of a portal of its own.</summary>
public class TimeoutTests
{
    // The finest step that the database keeps.
    private static readonly TimeSpan Instant = TimeSpan.FromMicroseconds(1);

    [Theory]
    [InlineData(false, "00:30:00")]
    [InlineData(true, "7.00:00:00")]
    public async Task ASVS_7_3_1_A_session_that_is_not_used_ends_at_the_idle_timeout(bool remember, string timeout)
    {
        await using var app = await StartAsync();
        var idle = TimeSpan.Parse(timeout, null);
        var (used, unused) = (await app.SignInAsync(await app.NewPersonAsync(), remember), await app.SignInAsync(await app.NewPersonAsync(), remember));
        app.Clock.Advance(idle - Instant);
        Assert.True(await used.IsSignedInAsync());
        app.Clock.Advance(Instant);
        Assert.False(await unused.IsSignedInAsync());
        Assert.True(await used.IsSignedInAsync());
        Assert.Equal(EndReason.Idle, await app.Db(db => db.EndedSessions.Select(session => session.Reason).SingleAsync()));
    }

    [Theory]
    [InlineData(false, "1.00:00:00", "00:29:00")]
    [InlineData(true, "30.00:00:00", "6.00:00:00")]
    public async Task ASVS_7_3_2_A_session_that_is_used_ends_at_the_absolute_timeout(bool remember, string timeout, string pause)
    {
        await using var app = await StartAsync();
        var (end, step) = (TimeSpan.Parse(timeout, null) - Instant, TimeSpan.Parse(pause, null));
        var browser = await app.SignInAsync(await app.NewPersonAsync(), remember);
        var cookie = browser.SessionCookie;
        while (app.Clock.Moved < end)
        {
            app.Clock.Advance(app.Clock.Moved + step < end ? step : end - app.Clock.Moved);
            Assert.True(await browser.IsSignedInAsync(), $"It ended after {app.Clock.Moved}.");
        }

        app.Clock.Advance(Instant);
        // The browser itself drops a remembered cookie at its end; a stolen one is sent on.
        browser.SessionCookie = cookie;
        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal(EndReason.Absolute, await app.Db(db => db.EndedSessions.Select(session => session.Reason).SingleAsync()));
    }

    [Fact]
    public async Task The_shortest_timeouts_hold_too()
    {
        await using var app = await StartAsync(new() { ["Sessions:IdleTimeout"] = "00:10:00", ["Sessions:LastActiveInterval"] = "01:00:00" });
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        // Were last activity written once an hour, as is set, the second step would find the session over.
        for (var i = 0; i < 3; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(9));
            Assert.True(await browser.IsSignedInAsync());
        }

        app.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Last_activity_is_written_once_per_interval()
    {
        await using var app = await StartAsync();
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        var atFirst = await LastActiveAsync(app);
        app.Clock.Advance(TimeSpan.FromMinutes(5) - Instant);
        Assert.True(await browser.IsSignedInAsync());
        await WriteDueAsync(app);
        Assert.Equal(atFirst, await LastActiveAsync(app));
        app.Clock.Advance(Instant);
        await WriteDueAsync(app);
        // When it was in use, not when that is written.
        Assert.Equal(TimeSpan.FromMinutes(5) - Instant, await LastActiveAsync(app) - atFirst);
        Assert.True(await browser.IsSignedInAsync());
        await WriteDueAsync(app);
        Assert.Equal(TimeSpan.FromMinutes(5) - Instant, await LastActiveAsync(app) - atFirst);
    }

    [Fact]
    public async Task A_stop_writes_the_last_activity_also_where_requests_have_used_up_its_time()
    {
        await using var app = await StartAsync();
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        var atFirst = await LastActiveAsync(app);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await browser.IsSignedInAsync());
        await app.Services.GetRequiredService<SessionActivities>().StopAsync(new CancellationToken(canceled: true));
        Assert.Equal(TimeSpan.FromMinutes(1), await LastActiveAsync(app) - atFirst);
    }

    [Fact]
    public async Task Last_activity_is_written_once_per_interval_however_many_nodes_have_seen_it()
    {
        await using var app = await StartAsync();
        await using var second = await PortalApp.StartAsync(database: app.Database);
        second.Clock.Stop();
        var here = await app.SignInAsync(await app.NewPersonAsync());
        var there = second.NewBrowser();
        here.Cookies.CopyTo(there.Cookies);
        var atFirst = await LastActiveAsync(app);
        Assert.True(await IsLetInAsync(TimeSpan.FromMinutes(5) - Instant, here, there));
        app.Clock.Advance(Instant);
        second.Clock.Advance(Instant);
        await WriteDueAsync(app);
        var written = await LastActiveAsync(app);
        Assert.Equal(TimeSpan.FromMinutes(5) - Instant, written - atFirst);
        Assert.True(await there.IsSignedInAsync());
        await WriteDueAsync(second);
        Assert.Equal(written, await LastActiveAsync(app));
        // It is not forgotten: an interval after the first node's write it is the second one's turn.
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        second.Clock.Advance(TimeSpan.FromMinutes(5));
        await WriteDueAsync(second);
        Assert.Equal(Instant, await LastActiveAsync(app) - written);

        async Task<bool> IsLetInAsync(TimeSpan after, params Browser[] browsers)
        {
            app.Clock.Advance(after);
            second.Clock.Advance(app.Clock.GetUtcNow() - second.Clock.GetUtcNow());
            return (await Task.WhenAll(browsers.Select(browser => browser.IsSignedInAsync()))).All(isIn => isIn);
        }
    }

    [Fact]
    public async Task Use_that_is_not_written_yet_is_shown_and_use_that_is_due_is_written_at_once()
    {
        await using var app = await StartAsync();
        var person = await app.NewPersonAsync();
        var (reader, other) = (await app.SignInAsync(person), await app.SignInAsync(person));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var since = app.Clock.GetUtcNow();
        Assert.True(await other.IsSignedInAsync());
        Assert.True((await reader.GetJsonAsync("/me/sessions")).Body[1].GetProperty("lastActiveAt").GetDateTimeOffset() >= since);
        app.Clock.Advance(TimeSpan.FromMinutes(4));
        since = app.Clock.GetUtcNow();
        Assert.True(await other.IsSignedInAsync());
        await Eventually.IsTrueAsync(
            "it is written", () => app.With((PortalDbContext db) => db.Sessions.AnyAsync(session => session.UserId == person.Id && session.LastActiveAt >= since)));
    }

    [Fact]
    public async Task Use_that_two_requests_have_each_read_for_themselves_is_written_whichever_of_them_is_remembered()
    {
        await using var app = await StartAsync();
        await app.SignInAsync(await app.NewPersonAsync());
        await app.SettleAsync();
        var row = await app.Db(db => db.Sessions.SingleAsync());
        var activities = app.Services.GetRequiredService<SessionActivities>();
        var (one, other) = (Read(), Read());
        foreach (var (activity, minutes) in new[] { (one, 1), (other, 2), (one, 3), (other, 4), (one, 5) })
        {
            activities.Touch(activity, row.LastActiveAt.AddMinutes(minutes));
        }

        await activities.WriteAsync(all: true, default);
        Assert.Equal(row.LastActiveAt.AddMinutes(5), await LastActiveAsync(app));
        foreach (var (activity, minutes) in new[] { (one, 6), (other, 7) })
        {
            activities.Touch(activity, row.LastActiveAt.AddMinutes(minutes));
            await activities.WriteAsync(all: true, default);
            Assert.Equal(row.LastActiveAt.AddMinutes(minutes), await LastActiveAsync(app));
        }

        SessionActivity Read() => activities.Of(row.Id, row.UserId, row.Remembered, row.LastActiveAt);
    }

    [Fact]
    public async Task The_walk_that_ends_what_is_over_writes_no_more_of_the_others_than_saves_them()
    {
        await using var app = await StartAsync();
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        var atFirst = await LastActiveAsync(app);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await browser.IsSignedInAsync());
        Assert.Equal(0, await app.ApplyAsync("overdue-sessions"));
        Assert.Equal(atFirst, await LastActiveAsync(app));
        // The row calls it idle for an hour; this node knows better.
        await app.With((PortalDbContext db) => db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(row => row.LastActiveAt, atFirst.AddHours(-1))));
        Assert.Equal(0, await app.ApplyAsync("overdue-sessions"));
        Assert.Equal(TimeSpan.FromMinutes(1), await LastActiveAsync(app) - atFirst);
    }

    [Fact]
    public async Task Use_of_a_session_whose_row_is_held_is_written_once_it_is_free()
    {
        await using var app = await StartAsync();
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var since = app.Clock.GetUtcNow();
        Assert.True(await browser.IsSignedInAsync());
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("select 1 from device_sessions for update");
        await WriteAllAsync();
        Assert.True(await LastActiveAsync(app) < since);
        await hold.ReleaseAsync();
        await WriteAllAsync();
        Assert.True(await LastActiveAsync(app) >= since - Instant);

        Task WriteAllAsync() => app.Services.GetRequiredService<SessionActivities>().WriteAsync(all: true, default);
    }

    [Fact]
    public async Task A_session_that_another_request_has_just_used_does_not_expire()
    {
        await using var app = await StartAsync();
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        var session = await app.Db(db => db.Sessions.SingleAsync());
        await app.Db(db => db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(row => row.LastActiveAt, row => row.LastActiveAt + TimeSpan.FromSeconds(1))));
        Assert.False(await app.With((SessionEnding ending) => ending.ExpireAsync(session.Id, session.LastActiveAt, EndReason.Idle, default)));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_sign_in_page_says_why_the_session_ended_and_leads_back()
    {
        await using var app = await StartAsync();
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        await browser.GoAsync("/account/sessions");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal("/sign-in?returnUrl=%2Faccount%2Fsessions", browser.Path);
        Assert.Contains("30 minutes without activity", browser.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(browser.SessionCookie);
    }

    [Fact]
    public async Task The_list_leaves_out_a_session_whose_time_is_over()
    {
        await using var app = await StartAsync();
        var person = await app.NewPersonAsync();
        await app.SignInAsync(person);
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        var second = await app.SignInAsync(person);
        Assert.Equal(1, (await second.GetJsonAsync("/me/sessions")).Body.GetArrayLength());
    }

    private static async Task<PortalApp> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var app = await PortalApp.StartAsync(settings);
        app.Clock.Stop();
        return app;
    }

    private static Task WriteDueAsync(PortalApp app) => app.Services.GetRequiredService<SessionActivities>().WriteAsync(all: false, default);

    // Not by the test's own door to the database, which would have everything written first.
    private static Task<DateTimeOffset> LastActiveAsync(PortalApp app) =>
        app.With((PortalDbContext db) => db.Sessions.Select(session => session.LastActiveAt).SingleAsync());
}
