using AccountPortal.Places;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AccountPortal.Tests.Places;

/// <summary>Where a session was signed in from, as its owner sees it.</summary>
public class SignInPlaceTests(PlacedPortal portal) : IClassFixture<PlacedPortal>
{
    [Theory]
    [InlineData("194.25.3.4", "Berlin", "DE", "near Berlin, Germany")]
    [InlineData("8.8.8.8", null, "US", "United States")]
    [InlineData("10.1.2.3", null, null, null)]
    [InlineData("203.0.113.7", null, null, null)]
    public async Task A_session_says_roughly_where_it_was_signed_in(string address, string? city, string? country, string? onPage)
    {
        var browser = portal.App.NewBrowser();
        browser.Address = address;
        await browser.SignInAsync(await portal.App.NewPersonAsync());

        var session = (await browser.GetJsonAsync("/me/sessions")).Body[0];
        Assert.Equal((city, country), (session.GetProperty("city").GetString(), session.GetProperty("country").GetString()));

        await browser.GoAsync("/account/sessions");
        var facts = browser.Page.QuerySelectorAll(".row ul.facts li").Select(fact => fact.TextContent.Trim());
        Assert.Equal(onPage is null ? ["Active now", address] : ["Active now", onPage, address], facts);
        Assert.Contains("Places are approximate", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_made_a_free_database_is_named_where_its_places_are_shown()
    {
        var browser = await portal.App.SignInAsync(await portal.App.NewPersonAsync());
        await browser.GoAsync("/account/sessions");
        var link = Assert.Single(browser.Page.QuerySelectorAll("main a[href^='https://www.maxmind.com']"));
        Assert.Equal("Includes GeoLite data created by MaxMind", link.ParentElement!.TextContent);
    }

    [Fact]
    public void The_portal_looks_for_changed_files() => Assert.Single(portal.App.Services.GetServices<IHostedService>().OfType<PlaceRefresh>());

    [Fact]
    public async Task An_ended_session_keeps_its_place()
    {
        var person = await portal.App.NewPersonAsync();
        var browser = portal.App.NewBrowser();
        browser.Address = "194.25.3.4";
        await browser.SignInAsync(person);
        await browser.PostJsonAsync("/logout");
        Assert.Equal("Berlin, DE", await portal.App.SqlAsync<string>("select city || ', ' || country from ended_sessions where user_id = $1", person.Id));
    }
}
