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

    [Fact]
    public async Task Where_the_portal_asks_the_person_picks_the_one_to_end()
    {
        await using var own = await AskingAsync("Ask");
        var person = await own.NewPersonAsync();
        var (first, second) = (await own.SignInAsync(person), await own.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu));
        var third = own.NewBrowser(UserAgents.SafariOnIphone);
        await third.GoAsync("/sign-in?returnUrl=/account/profile");
        await third.SubmitAsync("/sign-in", new { email = person.Email });
        await third.SubmitAsync("/sign-in/password", new { password = person.Password });
        Assert.Equal("/sign-in/limit", third.Path);
        Assert.Contains("Firefox on Ubuntu", third.Text, StringComparison.Ordinal);
        Assert.False(await third.IsSignedInAsync());
        await third.SubmitAsync("/sign-in/limit", new { endSessionId = await IdAsync(second) });
        Assert.Equal("/account/profile", third.Path);
        Assert.Equal((true, false, true), (await first.IsSignedInAsync(), await second.IsSignedInAsync(), await third.IsSignedInAsync()));
    }

    [Fact]
    public async Task Programs_are_told_with_409_and_pick_with_an_id()
    {
        await using var own = await AskingAsync("Ask");
        var (person, stranger) = (await own.NewPersonAsync(), await own.SignInAsync(await own.NewPersonAsync()));
        var (first, second) = (await own.SignInAsync(person), await own.SignInAsync(person));
        var third = own.NewBrowser();
        var refusal = await third.PostJsonAsync("/login", new { email = person.Email, password = person.Password });
        Assert.Equal(System.Net.HttpStatusCode.Conflict, refusal.Status);
        Assert.EndsWith("/session-limit", refusal["type"].GetString(), StringComparison.Ordinal);
        Assert.Equal(2, refusal["sessions"].GetArrayLength());
        // Somebody else's session is no way to make room.
        var foreign = await third.PostJsonAsync("/login", new { email = person.Email, password = person.Password, endSessionId = await IdAsync(stranger) });
        Assert.Equal(System.Net.HttpStatusCode.Conflict, foreign.Status);
        Assert.True(await stranger.IsSignedInAsync());
        var answer = await third.PostJsonAsync("/login", new { email = person.Email, password = person.Password, endSessionId = await IdAsync(first) });
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
        Assert.Equal((false, true, true), (await first.IsSignedInAsync(), await second.IsSignedInAsync(), await third.IsSignedInAsync()));
    }

    [Fact]
    public async Task Where_the_portal_refuses_nothing_ends_by_a_sign_in()
    {
        await using var own = await AskingAsync("Refuse");
        var person = await own.NewPersonAsync();
        var (first, second) = (await own.SignInAsync(person), await own.SignInAsync(person));
        var third = own.NewBrowser();
        var refusal = await third.PostJsonAsync("/login", new { email = person.Email, password = person.Password, endSessionId = await IdAsync(first) });
        Assert.Equal(System.Net.HttpStatusCode.Conflict, refusal.Status);
        Assert.True(await first.IsSignedInAsync());
        await second.PostJsonAsync("/logout");
        await third.GoAsync("/sign-in/limit");
        await third.SubmitAsync("Try again");
        Assert.True(await third.IsSignedInAsync());
    }

    [Theory]
    [InlineData("Ask")]
    [InlineData("Refuse")]
    public async Task The_limit_holds_under_a_race_whoever_decides(string atLimit)
    {
        await using var own = await AskingAsync(atLimit);
        var person = await own.NewPersonAsync();
        var answers = await Race.RunAsync(30, async _ => (await own.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);
        Assert.Equal(2, answers.Count(status => status == System.Net.HttpStatusCode.OK));
        Assert.Equal(2, await own.Db(db => db.Sessions.CountAsync(session => session.UserId == person.Id)));
    }

    [Fact]
    public async Task A_waiting_sign_in_is_over_after_five_minutes_or_a_change_of_the_account()
    {
        await using var own = await AskingAsync("Ask");
        own.Clock.Stop();
        var person = await own.NewPersonAsync();
        var (first, _) = (await own.SignInAsync(person), await own.SignInAsync(person));
        var (slow, overtaken) = (await WaitingAsync(), await WaitingAsync());
        await first.PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = "an entirely new sentence" });
        await overtaken.SubmitAsync("/sign-in/limit", new { endSessionId = await IdAsync(first) });
        Assert.Equal("/sign-in", overtaken.Path);
        own.Clock.Advance(TimeSpan.FromMinutes(5));
        await slow.SubmitAsync("/sign-in/limit", new { endSessionId = await IdAsync(first) });
        Assert.Equal("/sign-in", slow.Path);
        Assert.True(await first.IsSignedInAsync());

        async Task<Browser> WaitingAsync()
        {
            var browser = own.NewBrowser();
            await browser.GoAsync("/sign-in");
            await browser.SubmitAsync("/sign-in", new { email = person.Email, password = person.Password });
            Assert.Equal("/sign-in/limit", browser.Path);
            return browser;
        }
    }

    [Fact]
    public async Task A_role_or_an_account_may_have_a_limit_of_its_own()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Sessions:MaxPerUser"] = "1", ["Sessions:MaxPerRole:staff"] = "2" });
        var (plain, staff, single) = (await own.NewPersonAsync(), await own.NewPersonAsync(), await own.NewPersonAsync());
        await own.Db(async db =>
        {
            var role = new Microsoft.AspNetCore.Identity.IdentityRole<Guid>("staff") { Id = Guid.CreateVersion7(), NormalizedName = "STAFF" };
            db.Roles.Add(role);
            db.UserRoles.AddRange(new[] { staff, single }.Select(person => new Microsoft.AspNetCore.Identity.IdentityUserRole<Guid> { RoleId = role.Id, UserId = person.Id }));
            await db.SaveChangesAsync();
            await db.Users.Where(account => account.Id == single.Id).ExecuteUpdateAsync(set => set.SetProperty(account => account.MaxSessions, 3));
        });
        foreach (var (person, most) in new[] { (plain, 1), (staff, 2), (single, 3) })
        {
            await Race.RunAsync(5, _ => own.SignInAsync(person));
            Assert.Equal(most, await own.Db(db => db.Sessions.CountAsync(session => session.UserId == person.Id)));
        }
    }

    private static Task<PortalApp> AskingAsync(string atLimit) => PortalApp.StartAsync(new() { ["Sessions:MaxPerUser"] = "2", ["Sessions:AtLimit"] = atLimit });

    private static async Task<Guid> IdAsync(Browser browser) => (await browser.GetJsonAsync("/me/sessions")).Body.EnumerateArray()
        .Single(session => session.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetGuid();
}
