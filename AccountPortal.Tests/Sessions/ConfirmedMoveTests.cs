using System.Net;
using AccountPortal.Activity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Sessions;

/// <summary>With <c>Sessions:OnNetworkChange</c> at "step-up": the session is held, in the row and for the very request that moved it.</summary>
public class ConfirmedMoveTests(ConfirmingPortal portal) : IClassFixture<ConfirmingPortal>
{
    [Fact]
    public async Task ASVS_8_2_4_The_request_that_moves_the_session_is_held_already()
    {
        var (person, browser) = await portal.SignedInAsync();
        Assert.False(MovePortal.WasHeld(await browser.GetJsonAsync("/me")));
        Assert.True(MovePortal.WasHeld(await portal.GoOnAsync(browser, MovePortal.Rio)));
        var session = await portal.SessionAsync(person);
        Assert.Equal((portal.App.Clock.GetUtcNow(), IPAddress.Parse(MovePortal.Rio)), (session.ConfirmSince, session.Ip));
        Assert.Equal("confirm", Assert.Single(await portal.EventsAsync(person)).Details["then"]);
        Assert.Single(await portal.MovesAsync(person));
    }

    [Fact]
    public async Task Of_many_requests_at_once_every_one_is_held()
    {
        var (person, browser) = await portal.SignedInAsync();
        var answers = await Race.RunAsync(40, _ =>
        {
            var copy = browser.Copy();
            copy.Address = MovePortal.Office;
            return copy.GetJsonAsync("/me");
        });
        Assert.All(answers, answer => Assert.True(MovePortal.WasHeld(answer)));
        Assert.Single(await portal.EventsAsync(person));
    }

    [Fact]
    public async Task While_it_is_held_the_owner_and_a_thief_in_turns_write_nothing_new()
    {
        var (person, browser) = await portal.SignedInAsync();
        await portal.GoOnAsync(browser, MovePortal.Rio);
        var held = await portal.SessionAsync(person);
        foreach (var address in new[] { MovePortal.Home, MovePortal.Rio, MovePortal.Office, MovePortal.Home })
        {
            Assert.True(MovePortal.WasHeld(await portal.GoOnAsync(browser, address)));
        }

        var session = await portal.SessionAsync(person);
        Assert.Equal((held.Ip, held.ConfirmSince), (session.Ip, session.ConfirmSince));
        Assert.Single(await portal.EventsAsync(person));
    }

    [Fact]
    public async Task Where_the_person_confirmed_it_the_device_may_go_from_then_on()
    {
        var (person, browser) = await portal.SignedInAsync();
        await portal.GoOnAsync(browser, MovePortal.Office);
        await ConfirmAsync(person, "AS200");
        foreach (var address in new[] { MovePortal.Office, MovePortal.Home, MovePortal.Office })
        {
            Assert.False(MovePortal.WasHeld(await portal.GoOnAsync(browser, address)));
        }

        // And on the next day.
        browser.Address = MovePortal.Home;
        await browser.SignInAsync(person);
        Assert.False(MovePortal.WasHeld(await portal.GoOnAsync(browser, MovePortal.Office)));
        Assert.Single(await portal.EventsAsync(person));
    }

    [Fact]
    public async Task A_confirmation_at_home_does_not_make_a_thiefs_place_a_usual_one()
    {
        var (person, browser) = await portal.SignedInAsync();
        await portal.GoOnAsync(browser, MovePortal.Rio);
        await ConfirmAsync(person, "AS100");
        Assert.False(MovePortal.WasHeld(await portal.GoOnAsync(browser, MovePortal.Home)));
        Assert.True(MovePortal.WasHeld(await portal.GoOnAsync(browser, MovePortal.Rio)));
        Assert.Equal(2, (await portal.EventsAsync(person)).Count);
    }

    [Fact]
    public async Task A_confirmation_of_another_device_is_none_of_this_one()
    {
        var (person, browser) = await portal.SignedInAsync();
        var other = portal.App.NewBrowser(UserAgents.FirefoxOnUbuntu);
        other.Address = MovePortal.Home;
        portal.App.Clock.Advance(TimeSpan.FromSeconds(1));
        await other.SignInAsync(person);
        await ConfirmAsync(person, "AS200");
        Assert.True(MovePortal.WasHeld(await portal.GoOnAsync(browser, MovePortal.Office)));
    }

    // What the form behind /step-up leaves, on the person's newest session.
    private async Task ConfirmAsync(Person person, string network)
    {
        var session = await portal.SessionAsync(person);
        var now = portal.App.Clock.GetUtcNow();
        await portal.App.Db(async db =>
        {
            await db.Sessions.Where(row => row.Id == session.Id).ExecuteUpdateAsync(set => set
                .SetProperty(row => row.ConfirmSince, (DateTimeOffset?)null).SetProperty(row => row.SteppedUpAt, now));
            db.Add(new SecurityEvent
            {
                Id = Guid.CreateVersion7(now), At = now, Kind = EventKind.StepUp, Outcome = EventOutcome.Success,
                AccountId = person.Id, ActorId = person.Id, SessionId = session.Id, Network = network, Country = "DE",
            });
            await db.SaveChangesAsync();
        });
    }
}
