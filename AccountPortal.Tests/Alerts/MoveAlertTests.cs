using AccountPortal.Alerts;
using AccountPortal.Tests.Sessions;

namespace AccountPortal.Tests.Alerts;

/// <summary>Which moves of a session the owner has a mail about, and what it says.</summary>
public class MoveAlertTests(NotingPortal portal) : IClassFixture<NotingPortal>
{
    [Theory]
    [InlineData(null, MovePortal.Rio, true)]
    [InlineData(null, MovePortal.Office, false)]
    [InlineData(SignalKind.Moved, MovePortal.Office, true)]
    [InlineData(SignalKind.NewNetwork, MovePortal.Office, true)]
    [InlineData(SignalKind.NewDevice, MovePortal.Rio, false)]
    [InlineData(SignalKind.Moved, MovePortal.HomeElsewhere, false)]
    public async Task A_mail_comes_for_a_new_country_or_where_the_person_asked_for_it(string? asked, string address, bool mailed)
    {
        var (person, browser) = await portal.SignedInAsync();
        if (asked is not null)
        {
            await browser.GoAsync("/account/alerts");
            await browser.PostFormAsync("/account/alerts", new { signals = asked, csrf = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value") });
            Assert.Equal(asked, Assert.Single(browser.Page.QuerySelectorAll("input[name=signals][checked]")).GetAttribute("value"));
        }

        var before = (await portal.MailsAsync(person)).Count;
        await portal.GoOnAsync(browser, address);
        Assert.Equal(before + (mailed ? 1 : 0), (await portal.MailsAsync(person)).Count);
        Assert.All(await portal.EventsAsync(person), happened => Assert.Equal(mailed ? "yes" : "no", happened.Details["mailed"]));
    }

    [Fact]
    public async Task A_country_that_the_account_knows_from_another_device_brings_none()
    {
        var (person, browser) = await portal.SignedInAsync(MovePortal.Rio, UserAgents.FirefoxOnUbuntu);
        var other = portal.App.NewBrowser();
        other.Address = MovePortal.Home;
        await other.SignInAsync(person);
        var before = (await portal.MailsAsync(person)).Count;
        await portal.GoOnAsync(other, MovePortal.Rio);
        Assert.Single(await portal.EventsAsync(person));
        Assert.Equal(before, (await portal.MailsAsync(person)).Count);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task An_address_that_was_never_proven_gets_none()
    {
        var (person, browser) = await portal.SignedInAsync(verified: false);
        await portal.GoOnAsync(browser, MovePortal.Rio);
        Assert.Single(await portal.EventsAsync(person));
        Assert.Empty(await portal.MailsAsync(person));
    }

    [Fact]
    public async Task It_says_where_and_its_link_ends_what_the_stranger_has()
    {
        var (person, owner) = await portal.SignedInAsync();
        var thief = owner.Copy();
        await portal.GoOnAsync(thief, MovePortal.Rio);
        var letter = Assert.Single(await portal.MailsAsync(person));
        Assert.Equal("Your Account Portal account is used from another country", letter.Subject);
        Assert.Equal(["Chrome on macOS", "near Rio de Janeiro, Brazil", MovePortal.Rio], letter.Facts.Skip(1).Select(fact => fact.Value));
        Assert.Contains("was used near Berlin, Germany, and now turned up somewhere else", letter.Paragraphs[0], StringComparison.Ordinal);
        Assert.Contains("It is still signed in.", letter.Paragraphs[0], StringComparison.Ordinal);
        Assert.Equal("This wasn't me", letter.Button!.Text);

        // The owner went on meanwhile: the row says home again, the page what the mail was about.
        await portal.GoOnAsync(owner, MovePortal.Home);
        var anybody = portal.App.NewBrowser();
        await anybody.GoAsync(letter.Button.Url);
        Assert.Contains("near Rio de Janeiro, Brazil", anybody.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("turned up elsewhere", anybody.Page.Body!.TextContent, StringComparison.Ordinal);
        await anybody.SubmitAsync("/not-me");
        Assert.False(await thief.IsSignedInAsync());
        Assert.False(await owner.IsSignedInAsync());
    }
}
