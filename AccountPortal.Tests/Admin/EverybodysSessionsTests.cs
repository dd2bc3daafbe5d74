using System.Net;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Admin;

/// <summary>Signing everybody out, which touches everybody: each test has a portal of its own.</summary>
public class EverybodysSessionsTests
{
    [Fact]
    public async Task ASVS_7_4_5_It_ends_every_session_but_ones_own_and_says_who_began_it()
    {
        await using var app = await PortalApp.StartAsync();
        var administrator = await app.NewAdministratorAsync();
        var browser = await app.SignInAsync(administrator);
        Browser[] others = [await app.SignInAsync(administrator), await app.SignInAsync(await app.NewPersonAsync()), await app.SignInAsync(await app.NewPersonAsync(), remember: true)];
        await browser.GoAsync("/admin/accounts");
        await browser.ClickAsync("Sign everybody out …");
        await browser.SubmitAsync("Sign out 3 sessions", new { reason = "keys were leaked", confirmation = " Sign out everybody" });
        Assert.Equal("Signed out 3 sessions.", browser.Notice());
        Assert.True(await browser.IsSignedInAsync());
        foreach (var other in others)
        {
            Assert.False(await other.IsSignedInAsync());
        }

        var happened = await app.Db(db => db.SecurityEvents.SingleAsync(row => row.Kind == "admin-sessions-revoked"));
        Assert.Equal((administrator.Id, null, "keys were leaked"), (happened.ActorId!.Value, happened.AccountId, happened.Detail("reason")));
        Assert.Equal(3, await app.Db(db => db.EndedSessions.CountAsync(row => row.Reason == "administrator" && row.EndedBy == administrator.Id)));
        Assert.Equal(3, await app.Db(db => db.SecurityEvents.CountAsync(row => row.Kind == "session-ended")));
    }

    [Fact]
    public async Task Without_the_typed_words_nothing_happens()
    {
        await using var app = await PortalApp.StartAsync();
        var (browser, other) = (await app.SignInAdministratorAsync(), await app.SignInAsync(await app.NewPersonAsync()));
        foreach (var confirmation in new[] { "", "yes", "sign out everyone" })
        {
            await browser.ActAsync("/admin/sessions/end", new { reason = "a reason", confirmation });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.NotNull(browser.Page.QuerySelector("#confirmation-error"));
            Assert.Equal("a reason", browser.Page.QuerySelector("#reason")!.GetAttribute("value"));
        }

        Assert.True(await other.IsSignedInAsync());
        Assert.False(await app.Db(db => db.SecurityEvents.AnyAsync(row => row.Kind == "admin-sessions-revoked")));
    }

    [Fact]
    public async Task A_session_that_another_request_holds_is_waited_for_and_ended_too()
    {
        await using var app = await PortalApp.StartAsync();
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        var held = await app.SignInAsync(person);
        await browser.GoAsync("/admin/sessions/end");
        Task ending = Task.CompletedTask;
        await app.Db(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"select from device_sessions where user_id = {person.Id} for update");
            ending = browser.SubmitAsync("/admin/sessions/end", new { reason = "in a hurry", confirmation = "sign out everybody" });
            await Eventually.GetAsync("the end waits for the row", async () =>
                await app.SqlAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0 ? "waits" : null);
            await transaction.CommitAsync();
        });
        await ending;
        Assert.Equal("Signed out 1 session.", browser.Notice());
        Assert.False(await held.IsSignedInAsync());
    }
}
