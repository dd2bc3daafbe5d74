using AccountPortal.Activity;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Activity;

/// <summary>Sessions that end without their owner's asking are told of, each with its device.</summary>
public class EndedSessionTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task A_change_of_password_tells_of_each_session_that_it_ended()
    {
        var person = await app.NewPersonAsync();
        await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu);
        await app.SignInAsync(person, userAgent: UserAgents.SafariOnIphone);
        var browser = await app.SignInAsync(person);
        await browser.PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = "an entirely new sentence" });
        var ended = await EndedAsync(person);
        Assert.Equal(["Firefox on Ubuntu", "Safari on iPhone"], ended.Select(happened => happened.DeviceName).Order());
        Assert.Equal(2, ended.Select(happened => happened.SessionId).Distinct().Count());
        Assert.All(ended, happened => Assert.Equal(EndReason.PasswordChanged, happened.Detail("reason")));
        Assert.All(ended, happened => Assert.True(happened.Id >= EventId.FirstAt(happened.At) && happened.Id < EventId.FirstAt(happened.At.AddMilliseconds(1)) && happened.Id.Version == 7));
        await browser.GoAsync("/account/activity?group=sessions");
        Assert.Equal(["Signed out because your password was changed", "Signed out because your password was changed"], browser.Sentences());
    }

    [Fact]
    public async Task A_session_that_was_left_alone_is_told_of_once()
    {
        await using var own = await PortalApp.StartAsync();
        var person = await own.NewPersonAsync();
        var browser = await own.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu);
        own.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.False(await browser.IsSignedInAsync());
        Assert.False(await browser.IsSignedInAsync());
        var back = await own.SignInAsync(person);
        await back.GoAsync("/account/activity?group=sessions");
        Assert.Equal(["Signed out by itself after a while unused"], back.Sentences());
        Assert.Contains("Firefox on Ubuntu", back.Page.QuerySelector(".event")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 31, EndReason.Idle)]
    [InlineData(true, 31 * 24 * 60, EndReason.Absolute)]
    public async Task A_session_that_nobody_asked_for_again_is_told_of_at_the_next_sign_in(bool remember, int minutes, string reason)
    {
        await using var own = await PortalApp.StartAsync();
        var person = await own.NewPersonAsync();
        await own.SignInAsync(person, remember);
        own.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await own.SignInAsync(person);
        await own.SignInAsync(person);
        var ended = Assert.Single(await own.Db(db => db.SecurityEvents.Where(row => row.Kind == EventKind.SessionEnded).ToListAsync()));
        Assert.Equal((person.Id, reason), (ended.AccountId, ended.Detail("reason")));
    }

    [Fact]
    public async Task A_session_too_many_is_told_of()
    {
        var person = await app.NewPersonAsync();
        for (var count = 0; count < 6; count++)
        {
            await app.SignInAsync(person);
        }

        Assert.Equal(EndReason.Limit, Assert.Single(await EndedAsync(person)).Detail("reason"));
    }

    [Fact]
    public async Task What_the_owner_ended_is_told_once()
    {
        var person = await app.NewPersonAsync();
        var (there, browser) = (await app.SignInAsync(person), await app.SignInAsync(person));
        await browser.DeleteJsonAsync($"/me/sessions/{await there.SessionIdAsync()}");
        await browser.SignInAsync(person);
        await browser.PostJsonAsync("/logout");
        Assert.Empty(await EndedAsync(person));
        string[] told = [EventKind.SessionRevoked, EventKind.SignIn, EventKind.SignIn, EventKind.SignIn, EventKind.SignOut];
        Assert.Equal(told, (await app.Db(db => db.SecurityEvents.Where(row => row.AccountId == person.Id).Select(row => row.Kind).ToListAsync())).Order(StringComparer.Ordinal));
    }

    private Task<List<SecurityEvent>> EndedAsync(Person person) =>
        app.Db(db => db.SecurityEvents.AsNoTracking().Where(row => row.AccountId == person.Id && row.Kind == EventKind.SessionEnded).ToListAsync());
}
