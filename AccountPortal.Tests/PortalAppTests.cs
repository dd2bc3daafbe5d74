using System.Net;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests;

public class PortalAppTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task It_answers_on_a_real_port_with_an_account_in_a_real_database()
    {
        var person = await app.NewPersonAsync();
        Assert.Equal(person.Email, await app.Db(db => db.Users.Where(account => account.Id == person.Id).Select(account => account.Email).SingleAsync()));
        var browser = app.NewBrowser();
        await browser.GoAsync("/no-such-page");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        Assert.Equal("http", app.Address.Scheme);
    }

    [Fact]
    public async Task Its_clock_can_be_moved()
    {
        await using var other = await PortalApp.StartAsync();
        var before = other.Clock.GetUtcNow();
        other.Clock.Advance(TimeSpan.FromDays(1));
        Assert.InRange(other.Clock.GetUtcNow() - before, TimeSpan.FromDays(1), TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task In_production_people_are_on_https()
    {
        await using var production = await PortalApp.StartAsync(environment: "Production");
        var browser = production.NewBrowser();
        await browser.GoAsync("/no-such-page");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        Assert.True(browser.Response.Headers.Contains("Strict-Transport-Security"));
    }
}
