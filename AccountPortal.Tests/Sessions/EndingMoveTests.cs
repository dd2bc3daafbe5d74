using System.Net;
using AccountPortal.Activity;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Sessions;

/// <summary>With <c>Sessions:OnNetworkChange</c> at "end".</summary>
public class EndingMoveTests(EndingPortal portal) : IClassFixture<EndingPortal>
{
    [Fact]
    public async Task A_stolen_cookie_is_refused_from_another_country_and_the_session_is_over()
    {
        var (person, owner) = await portal.SignedInAsync();
        var thief = owner.Copy();
        thief.UserAgent = UserAgents.Curl;
        var refusal = await portal.GoOnAsync(thief, MovePortal.Rio);
        Assert.Equal(HttpStatusCode.Unauthorized, refusal.Status);
        Assert.Empty(refusal.SetCookies);
        thief.Address = MovePortal.Home;
        Assert.False(await thief.IsSignedInAsync());
        var ended = await portal.App.Db(db => db.EndedSessions.SingleAsync(row => row.UserId == person.Id));
        // It never was used from where it was refused.
        Assert.Equal((EndReason.Moved, IPAddress.Parse(MovePortal.Home), "DE"), (ended.Reason, ended.Ip, ended.Country));
        var happened = Assert.Single(await portal.EventsAsync(person));
        Assert.Equal((IPAddress.Parse(MovePortal.Rio), "BR", "ended"), (happened.Ip, happened.Country, happened.Details["then"]));

        await owner.GoAsync("/account/sessions");
        Assert.StartsWith("/sign-in", owner.Path, StringComparison.Ordinal);
        Assert.Contains("You were signed out because this session was used from another network or country.", owner.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_stolen_cookie_of_that_device_does_not_pass_either()
    {
        var (person, owner) = await portal.SignedInAsync();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            owner.Address = MovePortal.Home;
            await owner.SignInAsync(person);
            Assert.Equal(HttpStatusCode.Unauthorized, (await portal.GoOnAsync(owner.Copy(), MovePortal.Rio)).Status);
        }
    }

    [Fact]
    public async Task Of_many_requests_at_once_none_passes_and_one_ends_it()
    {
        var (person, browser) = await portal.SignedInAsync();
        var answers = await Race.RunAsync(40, _ =>
        {
            var copy = browser.Copy();
            copy.Address = MovePortal.Office;
            return copy.GetJsonAsync("/me");
        });
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
        Assert.Single(await portal.EventsAsync(person));
        Assert.Single(await portal.EventsAsync(person, EventKind.SessionEnded));
    }

    [Theory]
    [InlineData(UserAgents.ChromeOnMac, MovePortal.HomeElsewhere)]
    [InlineData(UserAgents.ChromeOnMac, MovePortal.HomeIPv6)]
    [InlineData(UserAgents.ChromeOnMac, "192.168.1.7")]
    [InlineData(UserAgents.SafariOnIphone, MovePortal.Office)]
    public async Task What_is_nothing_unusual_ends_nothing(string userAgent, string address)
    {
        var (_, browser) = await portal.SignedInAsync(userAgent: userAgent);
        Assert.Equal(HttpStatusCode.OK, (await portal.GoOnAsync(browser, address)).Status);
    }

    [Fact]
    public async Task Who_signs_in_there_may_use_it_there()
    {
        var (person, browser) = await portal.SignedInAsync();
        await portal.GoOnAsync(browser, MovePortal.Rio);
        await browser.SignInAsync(person);
        Assert.Equal(HttpStatusCode.OK, (await portal.GoOnAsync(browser, MovePortal.Home)).Status);
        Assert.Equal(HttpStatusCode.OK, (await portal.GoOnAsync(browser, MovePortal.Rio)).Status);
    }

    [Fact]
    public async Task A_post_from_elsewhere_changes_nothing()
    {
        var (person, owner) = await portal.SignedInAsync();
        var thief = owner.Copy();
        thief.Address = MovePortal.Rio;
        var answer = await thief.PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = "an entirely new sentence" });
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        await owner.SignInAsync(person);
    }
}
