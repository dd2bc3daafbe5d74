using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Alerts;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.TwoFactor;

/// <summary>"This wasn't me" leaves no authenticator app behind that keeps the owner out, and takes none away that the owner had.</summary>
public class StrangersAppTests(AlertPortal portal) : IClassFixture<AlertPortal>
{
    private PortalApp App => portal.App;

    [Fact]
    public async Task What_a_stranger_turned_on_does_not_keep_the_owner_out()
    {
        var (person, _) = await portal.AtHomeAsync();
        var thief = await portal.SignInAsync(person, AlertPortal.Rio, UserAgents.FirefoxOnUbuntu);
        var link = await LinkAsync(person);
        await App.EnrolAsync(person, thief);
        await WasNotMeAsync(link);
        Assert.False(await IsOnAsync(person));
        Assert.Equal(0, await App.Db(db => db.RecoveryCodes.CountAsync(code => code.UserId == person.Id)));
        Assert.Equal(1, await App.Db(db => db.SecurityEvents.CountAsync(row => row.AccountId == person.Id && row.Kind == EventKind.TwoFactorOff)));
    }

    [Fact]
    public async Task What_the_owner_turned_on_after_it_on_their_own_device_stays_whoever_has_the_mail()
    {
        var (person, owner) = await portal.AtHomeAsync();
        await portal.SignInAsync(person, AlertPortal.Rio, UserAgents.FirefoxOnUbuntu);
        var link = await LinkAsync(person);
        await App.EnrolAsync(person, owner);
        await WasNotMeAsync(link);
        Assert.True(await IsOnAsync(person));
    }

    [Fact]
    public async Task What_the_owner_had_stays_also_where_it_was_exchanged()
    {
        var (person, owner) = await portal.AtHomeAsync();
        var enrolled = await App.EnrolAsync(person, owner);
        App.Clock.Advance(TimeSpan.FromMinutes(10));
        var thief = App.NewBrowser(UserAgents.FirefoxOnUbuntu);
        thief.Address = AlertPortal.Rio;
        await thief.SignInAsync(enrolled);
        var link = await LinkAsync(person);
        await App.EnrolAsync(person, thief);
        await WasNotMeAsync(link);
        Assert.True(await IsOnAsync(person));
    }

    private Task<bool> IsOnAsync(Person person) =>
        App.Db(db => db.Users.AnyAsync(row => row.Id == person.Id && row.TwoFactorEnabled && db.TotpFactors.Any(factor => factor.UserId == row.Id)));

    private Task<string> LinkAsync(Person person) => App.Mail.LastLinkAsync(person.Email, "/not-me");

    private async Task WasNotMeAsync(string link)
    {
        var anybody = App.NewBrowser();
        await anybody.GoAsync(link);
        await anybody.SubmitAsync("This wasn't me: sign out everywhere");
        Assert.Equal(HttpStatusCode.OK, anybody.Status);
    }
}
