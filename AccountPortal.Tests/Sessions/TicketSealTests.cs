using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Sessions;

/// <summary>Somebody who can only write to the database (an injection, a restored dump) gets into nobody's account.</summary>
public class TicketSealTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task A_copy_of_somebodys_row_under_a_key_of_ones_own_opens_nothing()
    {
        var (victim, attacker) = await TwoAsync();
        var ownHash = await HashAsync(attacker.Id);
        await app.Db(db => db.Sessions.Where(session => session.UserId == attacker.Id).ExecuteDeleteAsync());
        await app.SqlAsync<int>(
            """
            insert into device_sessions (id, key_hash, user_id, created_at, last_active_at, remembered, stepped_up_at, auth_methods, ip, user_agent, browser, os, device_type, device_name, ticket)
            select gen_random_uuid(), $2, user_id, created_at, last_active_at, remembered, stepped_up_at, auth_methods, ip, user_agent, browser, os, device_type, device_name, ticket
            from device_sessions where user_id = $1 returning 1
            """,
            victim.Id, ownHash);
        Assert.False(await attacker.Browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_row_that_is_given_to_another_account_does_not_open()
    {
        var (victim, attacker) = await TwoAsync();
        await app.Db(db => db.Database.ExecuteSqlAsync($"update device_sessions set user_id = {victim.Id} where user_id = {attacker.Id}"));
        Assert.False(await attacker.Browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Somebodys_row_does_not_open_by_another_key()
    {
        var (victim, attacker) = await TwoAsync();
        var ownHash = await HashAsync(attacker.Id);
        await app.Db(db => db.Sessions.Where(session => session.UserId == attacker.Id).ExecuteDeleteAsync());
        await app.Db(db => db.Database.ExecuteSqlAsync($"update device_sessions set key_hash = {ownHash} where user_id = {victim.Id}"));
        Assert.False(await attacker.Browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Nor_with_another_key_and_its_ticket_together()
    {
        var (victim, attacker) = await TwoAsync();
        var own = await app.Db(db => db.Sessions.SingleAsync(session => session.UserId == attacker.Id));
        await app.Db(db => db.Sessions.Where(session => session.UserId == attacker.Id).ExecuteDeleteAsync());
        await app.Db(db => db.Database.ExecuteSqlAsync($"update device_sessions set key_hash = {own.KeyHash}, ticket = {own.Ticket} where user_id = {victim.Id}"));
        Assert.False(await attacker.Browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_broken_ticket_is_a_refusal_not_a_failure()
    {
        var (_, attacker) = await TwoAsync();
        foreach (var ticket in new byte[][] { [], [1, 2, 3], new byte[500] })
        {
            await app.Db(db => db.Database.ExecuteSqlAsync($"update device_sessions set ticket = {ticket} where user_id = {attacker.Id}"));
            Assert.False(await attacker.Browser.IsSignedInAsync());
        }
    }

    [Fact]
    public async Task A_key_ring_that_cannot_be_read_is_an_outage_and_no_sign_out()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        services.AddAccounts().AddData("Host=127.0.0.1;Port=1", keyEncryption: null);
        await using var node = services.BuildServiceProvider();
        var (_, attacker) = await TwoAsync();
        var own = await app.Db(db => db.Sessions.SingleAsync(session => session.UserId == attacker.Id));
        var seal = new TicketSeal(node.GetRequiredService<IDataProtectionProvider>());
        var failure = Assert.ThrowsAny<Exception>(() => seal.Open(own.Id, own.UserId, own.KeyHash, own.Ticket));
        Assert.True(Outage.IsOne(failure), failure.ToString());
    }

    private async Task<((Guid Id, Browser Browser) Victim, (Guid Id, Browser Browser) Attacker)> TwoAsync()
    {
        var (victim, attacker) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var (victims, attackers) = (await app.SignInAsync(victim), await app.SignInAsync(attacker));
        Assert.True(await attackers.IsSignedInAsync());
        return ((victim.Id, victims), (attacker.Id, attackers));
    }

    private Task<byte[]> HashAsync(Guid userId) => app.Db(db => db.Sessions.Where(session => session.UserId == userId).Select(session => session.KeyHash).SingleAsync());
}
