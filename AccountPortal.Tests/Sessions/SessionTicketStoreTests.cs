using System.Security.Claims;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Sessions;

/// <summary>What the cookie handler could do wrong with the store (aspnetcore #47503, #55634), it cannot.</summary>
public class SessionTicketStoreTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Renewing_a_session_that_is_gone_does_not_bring_it_back()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var key = browser.SessionCookie!.Split('.')[0];
        await app.Db(db => db.Sessions.Where(session => session.UserId == person.Id).ExecuteDeleteAsync());
        await RenewAsync(key, person.Id);
        Assert.Equal(0, await app.Db(db => db.Sessions.CountAsync(session => session.UserId == person.Id)));
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Renewing_with_somebody_elses_ticket_changes_nothing()
    {
        var (person, other) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var browser = await app.SignInAsync(person);
        var before = await TicketAsync(person);
        await RenewAsync(browser.SessionCookie!.Split('.')[0], other.Id);
        Assert.Equal(before, await TicketAsync(person));
        Assert.Equal(person.Email, (await browser.GetJsonAsync("/me"))["email"].GetString());
    }

    [Fact]
    public async Task Renewing_ones_own_session_keeps_it_under_its_key()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var before = await TicketAsync(person);
        await RenewAsync(browser.SessionCookie!.Split('.')[0], person.Id);
        Assert.NotEqual(before, await TicketAsync(person));
        Assert.True(await browser.IsSignedInAsync());
    }

    private Task<byte[]> TicketAsync(Person person) =>
        app.Db(db => db.Sessions.Where(session => session.UserId == person.Id).Select(session => session.Ticket).SingleAsync());

    private async Task RenewAsync(string key, Guid userId)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, userId.ToString())], SessionCookie.Scheme);
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity), SessionCookie.Scheme);
        await app.Services.GetRequiredService<SessionTicketStore>()
            .RenewAsync(key, ticket, new DefaultHttpContext { RequestServices = scope.ServiceProvider }, CancellationToken.None);
    }
}
