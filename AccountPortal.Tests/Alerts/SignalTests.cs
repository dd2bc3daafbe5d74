using AccountPortal.Activity;
using AccountPortal.Alerts;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Alerts;

/// <summary>What is unusual about a sign-in and what is not, each on both sides of its boundary.</summary>
public class SignalTests(AlertPortal portal) : IClassFixture<AlertPortal>
{
    private const string NewerChrome = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36";

    [Fact]
    public async Task The_very_first_sign_in_is_nothing_unusual()
    {
        var (person, _) = await portal.AtHomeAsync();
        Assert.Empty(await portal.SignalsAsync(person));
        Assert.Equal(0, await portal.MailsAsync(person));
    }

    [Fact]
    public async Task A_browser_with_its_cookie_is_known_on_its_network_also_after_an_update()
    {
        var (person, browser) = await portal.AtHomeAsync();
        browser.UserAgent = NewerChrome;
        await AlertPortal.AgainAsync(browser, person, AlertPortal.Berlin);
        Assert.Empty(await portal.SignalsAsync(person));
        Assert.Equal(1, await portal.App.Db(db => db.KnownDevices.CountAsync(device => device.UserId == person.Id)));
    }

    [Fact]
    public async Task Without_its_cookie_such_a_browser_on_the_same_network_keeps_quiet()
    {
        var (person, _) = await portal.AtHomeAsync();
        await portal.SignInAsync(person, "194.25.3.200", NewerChrome);
        Assert.Empty(await portal.SignalsAsync(person));
        Assert.Equal(0, await portal.MailsAsync(person));
    }

    [Fact]
    public async Task Another_browser_is_a_new_device_and_told()
    {
        var (person, _) = await portal.AtHomeAsync();
        await portal.SignInAsync(person, AlertPortal.Berlin, UserAgents.FirefoxOnUbuntu);
        Assert.Equal([SignalKind.NewDevice], await portal.SignalsAsync(person));
        Assert.Equal(1, await portal.MailsAsync(person));
    }

    [Fact]
    public async Task A_new_address_and_no_cookie_is_told()
    {
        var (person, _) = await portal.AtHomeAsync();
        await portal.SignInAsync(person, AlertPortal.BerlinElsewhere);
        Assert.Equal([SignalKind.NewDevice, SignalKind.NewNetwork], await portal.SignalsAsync(person));
        Assert.Equal(1, await portal.MailsAsync(person));
    }

    [Fact]
    public async Task A_known_browser_on_a_new_network_is_noted_and_not_told()
    {
        var (person, browser) = await portal.AtHomeAsync();
        await AlertPortal.AgainAsync(browser, person, AlertPortal.BerlinElsewhere);
        Assert.Equal([SignalKind.NewNetwork], await portal.SignalsAsync(person));
        Assert.Equal(0, await portal.MailsAsync(person));
        var happened = await portal.App.Db(db => db.SecurityEvents.SingleAsync(row => row.AccountId == person.Id && row.Kind == EventKind.SignInAlert));
        Assert.Equal("no", happened.Details["mailed"]);
        await AlertPortal.AgainAsync(browser, person, AlertPortal.BerlinElsewhere);
        Assert.Empty(await portal.SignalsAsync(person));
    }

    [Fact]
    public async Task A_known_browser_in_a_new_country_is_told()
    {
        var (person, browser) = await portal.AtHomeAsync();
        portal.App.Clock.Advance(TimeSpan.FromDays(3));
        await AlertPortal.AgainAsync(browser, person, AlertPortal.Rio);
        Assert.Equal([SignalKind.NewNetwork, SignalKind.NewCountry], await portal.SignalsAsync(person));
        Assert.Equal(1, await portal.MailsAsync(person));
    }

    [Theory]
    [InlineData(11.2, false)]
    [InlineData(10.9, true)]
    public async Task Who_is_faster_than_an_airliner_is_told(double hours, bool unusual)
    {
        // About 10,000 km.
        var (person, browser) = await portal.AtHomeAsync();
        portal.App.Clock.Advance(TimeSpan.FromHours(hours));
        await AlertPortal.AgainAsync(browser, person, AlertPortal.Rio);
        Assert.Equal(unusual, (await portal.SignalsAsync(person)).Contains(SignalKind.ImpossibleTravel));
    }

    [Fact]
    public async Task The_next_town_is_no_journey()
    {
        var (person, browser) = await portal.AtHomeAsync();
        await AlertPortal.AgainAsync(browser, person, AlertPortal.Hamburg);
        Assert.Equal([SignalKind.NewNetwork], await portal.SignalsAsync(person));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public async Task The_first_sign_in_for_90_days_is_told(int microseconds, bool unusual)
    {
        var (person, browser) = await portal.AtHomeAsync();
        portal.App.Clock.Advance(SignInJudgement.LongInactivity + TimeSpan.FromMicroseconds(microseconds));
        await AlertPortal.AgainAsync(browser, person, AlertPortal.Berlin);
        Assert.Equal(unusual ? [SignalKind.LongInactivity] : [], await portal.SignalsAsync(person));
    }

    [Theory]
    [InlineData(4, AlertPortal.Hamburg, false)]
    [InlineData(5, AlertPortal.Hamburg, true)]
    // Who mistypes at home, in the browser that is known, is not told about themselves.
    [InlineData(6, AlertPortal.Berlin, false)]
    public async Task A_sign_in_after_many_wrong_passwords_is_told(int tries, string from, bool unusual)
    {
        var (person, browser) = await portal.AtHomeAsync();
        portal.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await Race.RunAsync(tries, i =>
        {
            var guesser = portal.App.NewBrowser();
            guesser.Address = from;
            return guesser.PostJsonAsync("/login", new { email = person.Email, password = $"guess number {i}" });
        });
        await AlertPortal.AgainAsync(browser, person, AlertPortal.Berlin);
        Assert.Equal(unusual ? [SignalKind.ManyFailures] : [], await portal.SignalsAsync(person));
        Assert.Equal(unusual ? 1 : 0, await portal.MailsAsync(person));
        // Told once: what was before the last sign-in is over.
        portal.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await AlertPortal.AgainAsync(browser, person, AlertPortal.Berlin);
        Assert.Empty(await portal.SignalsAsync(person));
    }

    [Fact]
    public async Task The_right_password_with_a_wrong_code_from_elsewhere_is_told()
    {
        var (person, browser) = await portal.AtHomeAsync();
        portal.App.Clock.Advance(TimeSpan.FromMinutes(1));
        var now = portal.App.Clock.GetUtcNow();
        await portal.App.Db(db =>
        {
            db.Add(new SecurityEvent
            {
                Id = Guid.CreateVersion7(now), At = now, Kind = EventKind.SignIn, Outcome = EventOutcome.Refused, AccountId = person.Id, Network = "203.0.113.0/24",
                Details = new() { ["method"] = "password totp", ["reason"] = "wrong-code" },
            });
            return db.SaveChangesAsync();
        });
        await AlertPortal.AgainAsync(browser, person, AlertPortal.Berlin);
        Assert.Equal([SignalKind.WrongSecondFactor], await portal.SignalsAsync(person));
    }

    [Fact]
    public async Task Private_addresses_are_nothing_unusual()
    {
        var (person, browser) = await portal.AtHomeAsync();
        foreach (var address in new[] { AlertPortal.Home, "10.0.0.3", "127.0.0.1", "169.254.1.1", "fd00::7" })
        {
            await AlertPortal.AgainAsync(browser, person, address);
            Assert.Empty(await portal.SignalsAsync(person));
        }
    }

    [Fact]
    public async Task An_address_that_was_never_proven_gets_no_mail()
    {
        var (person, _) = await portal.AtHomeAsync(verified: false);
        await portal.SignInAsync(person, AlertPortal.Rio, UserAgents.FirefoxOnUbuntu);
        Assert.Contains(SignalKind.NewDevice, await portal.SignalsAsync(person));
        Assert.Equal(0, await portal.MailsAsync(person));
    }

    [Fact]
    public async Task A_kind_can_be_muted_or_asked_for_and_the_change_is_told()
    {
        var (person, browser) = await portal.AtHomeAsync();
        await browser.GoAsync("/account/alerts");
        Assert.Equal(6, browser.Page.QuerySelectorAll("input[name=signals][checked]").Length);
        await browser.PostFormAsync("/account/alerts", new { signals = SignalKind.NewNetwork, csrf = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value") });
        Assert.Single(browser.Page.QuerySelectorAll("input[name=signals][checked]"));
        Assert.Contains("alerts", (await portal.App.Mail.LastAsync(person.Email)).Subject, StringComparison.Ordinal);
        await portal.SignInAsync(person, AlertPortal.Berlin, UserAgents.FirefoxOnUbuntu);
        Assert.Equal(1, await portal.MailsAsync(person));
        await AlertPortal.AgainAsync(browser, person, AlertPortal.BerlinElsewhere);
        Assert.Equal(2, await portal.MailsAsync(person));
    }

    [Fact]
    public async Task The_mail_says_what_where_when_and_why()
    {
        var (person, _) = await portal.AtHomeAsync();
        await portal.SignInAsync(person, AlertPortal.Rio, UserAgents.FirefoxOnUbuntu);
        var letter = await portal.App.Mail.LastAsync(person.Email);
        Assert.Equal("New sign-in to your Account Portal account", letter.Subject);
        Assert.Equal(["Firefox on Ubuntu", "near Rio de Janeiro, Brazil", AlertPortal.Rio], letter.Facts.Skip(1).Select(fact => fact.Value));
        var text = string.Join('\n', letter.Paragraphs);
        Assert.Contains("with its password", text, StringComparison.Ordinal);
        Assert.Contains("A browser that was not used with this account before", text, StringComparison.Ordinal);
        Assert.Contains("A country that was not used with this account before: Brazil", text, StringComparison.Ordinal);
        Assert.Contains("where the account was used 1 minute earlier", text, StringComparison.Ordinal);
        Assert.Equal("This wasn't me", letter.Button!.Text);
    }
}
