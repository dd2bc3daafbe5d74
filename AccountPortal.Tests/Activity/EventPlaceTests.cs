using AccountPortal.Tests.Places;

namespace AccountPortal.Tests.Activity;

/// <summary>Where something came from, on the page of whom it happened to.</summary>
public class EventPlaceTests(PlacedPortal portal) : IClassFixture<PlacedPortal>
{
    [Fact]
    public async Task A_try_that_was_refused_says_roughly_from_where()
    {
        var person = await portal.App.NewPersonAsync();
        var stranger = portal.App.NewBrowser(UserAgents.FirefoxOnUbuntu);
        stranger.Address = "194.25.3.4";
        await stranger.PostJsonAsync("/login", new { email = person.Email, password = "not the password" });
        var browser = await portal.App.SignInAsync(person);
        await browser.GoAsync("/account/activity?group=refusals");
        var facts = browser.Page.QuerySelectorAll(".event .facts > span").Select(fact => fact.TextContent.Trim());
        Assert.Equal(["just now", "Firefox on Ubuntu", "near Berlin, Germany", "194.25.3.4"], facts);
        Assert.Contains("194.25.3.0/24", browser.Page.QuerySelector(".event dl")!.TextContent, StringComparison.Ordinal);
        Assert.Single(browser.Page.QuerySelectorAll("main a[href^='https://www.maxmind.com']"));
        await browser.GoAsync("/account/activity.csv?group=refusals");
        Assert.Contains(",Firefox on Ubuntu,194.25.3.4,194.25.3.0/24,Berlin,DE,", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_ended_by_itself_says_where_it_was()
    {
        var person = await portal.App.NewPersonAsync();
        var browser = portal.App.NewBrowser();
        browser.Address = "194.25.3.4";
        await browser.SignInAsync(person);
        await (await portal.App.SignInAsync(person)).PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = "an entirely new sentence" });
        Assert.Equal("Berlin, DE", await portal.App.SqlAsync<string>("select city || ', ' || country from security_events where kind = 'session-ended' and account_id = $1", person.Id));
    }
}
