using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Alerts;
using AccountPortal.Tests.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Passkeys;

/// <summary>"This wasn't me" leaves a stranger no passkey to come back with.</summary>
public class StrangersPasskeyTests(AlertPortal portal) : IClassFixture<AlertPortal>
{
    private PortalApp App => portal.App;

    [Fact]
    public async Task What_a_stranger_added_goes_and_what_the_owner_had_stays()
    {
        var (person, owner) = await portal.AtHomeAsync();
        var (own, foreign) = (App.NewPasskey(synced: true), App.NewPasskey());
        await owner.AddAsync(own);
        await owner.SubmitAsync("Make recovery codes");
        var code = owner.ShownCodes()[0];
        var thief = await portal.SignInAsync(person, AlertPortal.Rio, UserAgents.FirefoxOnUbuntu);
        var link = await LinkAsync(person);
        // The password alone adds none; it takes a factor that was stolen too.
        Assert.Equal("step-up-required", (await thief.PostJsonAsync("/me/passkeys/options")).Problem);
        Assert.Equal(HttpStatusCode.NoContent, (await thief.PostJsonAsync("/me/step-up", new { code })).Status);
        await thief.AddAsync(foreign);
        // The owner looks what is going on.
        await App.NewBrowser().SignInWithAsync(own);
        await WasNotMeAsync(link);
        Assert.False(await WorksAsync(foreign));
        Assert.True(await WorksAsync(own));
        Assert.Equal(1, await App.Db(db => db.SecurityEvents.CountAsync(row => row.AccountId == person.Id && row.Kind == EventKind.PasskeyRemoved)));
    }

    [Fact]
    public async Task A_passkey_that_a_stranger_came_with_goes_too()
    {
        var (person, owner) = await portal.AtHomeAsync();
        var (stolen, other) = (App.NewPasskey(synced: true), App.NewPasskey(synced: true));
        await owner.AddAsync(stolen);
        await owner.AddAsync(other);
        App.Clock.Advance(TimeSpan.FromMinutes(10));
        var thief = App.NewBrowser(UserAgents.FirefoxOnUbuntu);
        thief.Address = AlertPortal.Rio;
        await thief.SignInWithAsync(stolen);
        Assert.True(await thief.IsSignedInAsync());
        await WasNotMeAsync(await LinkAsync(person));
        Assert.False(await WorksAsync(stolen));
        Assert.True(await WorksAsync(other));
    }

    [Fact]
    public async Task The_recovery_codes_of_a_strangers_passkey_go_with_it()
    {
        var (person, _) = await portal.AtHomeAsync();
        var thief = await portal.SignInAsync(person, AlertPortal.Rio, UserAgents.FirefoxOnUbuntu);
        var link = await LinkAsync(person);
        await thief.AddAsync(App.NewPasskey());
        await thief.SubmitAsync("Make recovery codes");
        Assert.Equal(10, await App.Db(db => db.RecoveryCodes.CountAsync(row => row.UserId == person.Id)));
        await WasNotMeAsync(link);
        Assert.Equal(0, await App.Db(db => db.RecoveryCodes.CountAsync(row => row.UserId == person.Id)));
    }

    private Task<string> LinkAsync(Person person) => App.Mail.LastLinkAsync(person.Email, "/not-me");

    private async Task WasNotMeAsync(string link)
    {
        var anybody = App.NewBrowser();
        await anybody.GoAsync(link);
        await anybody.SubmitAsync("This wasn't me: sign out everywhere");
        Assert.Equal(HttpStatusCode.OK, anybody.Status);
    }

    private async Task<bool> WorksAsync(SoftPasskey passkey)
    {
        var browser = App.NewBrowser();
        await browser.SignInWithAsync(passkey);
        return await browser.IsSignedInAsync();
    }
}
