using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Sessions;

/// <summary>The limit of sessions per account (P7).</summary>
public class SessionLimitTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task A_hundred_sign_ins_at_once_leave_five_sessions()
    {
        var person = await app.NewPersonAsync();
        var browsers = await Race.RunAsync(100, _ => app.SignInAsync(person));
        Assert.Equal(5, await app.Db(db => db.Sessions.CountAsync(session => session.UserId == person.Id)));
        Assert.Equal(95, await app.Db(db => db.EndedSessions.CountAsync(session => session.UserId == person.Id && session.Reason == EndReason.Limit)));
        var alive = await Task.WhenAll(browsers.Select(browser => browser.IsSignedInAsync()));
        Assert.Equal(5, alive.Count(isSignedIn => isSignedIn));
    }

    [Fact]
    public async Task The_least_recently_active_one_goes_not_the_oldest()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Sessions:MaxPerUser"] = "2" });
        var person = await own.NewPersonAsync();
        var (first, second) = (await own.SignInAsync(person), await own.SignInAsync(person));
        own.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True(await first.IsSignedInAsync());
        var third = await own.SignInAsync(person);
        Assert.True(await first.IsSignedInAsync());
        Assert.False(await second.IsSignedInAsync());
        Assert.True(await third.IsSignedInAsync());
    }
}
