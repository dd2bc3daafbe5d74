using AccountPortal.Deletion;
using AccountPortal.PersonalData;
using AccountPortal.Security;
using AccountPortal.Tests.Mail;
using AccountPortal.Tests.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Deletion;

/// <summary>P12 over nodes that race and die: a thousand accounts, ten workers, three of them processes of their own that are killed in the midst.</summary>
public class ExactlyOnceTests
{
    private const int Accounts = 1000;
    private const int EventsEach = 5;
    private const int Workers = 7;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Each_of_a_thousand_accounts_is_erased_once_and_whole_whoever_is_killed_meanwhile()
    {
        var chance = new Random(20261121);
        await using var database = await (await TestCluster.Shared).CreateDatabaseAsync();
        await using var server = SmtpServer.Start();
        await using var app = await PortalApp.StartAsync(server.Settings(), database: database, services: ErasurePortal.Still);
        await app.SqlAsync<long>(Rows, Accounts, EventsEach);
        List<PortalProcess> nodes = [];
        try
        {
            nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => NodeAsync(server, database))));
            await app.SqlAsync<long>("with due as (insert into deletion_requests (user_id, requested_at, execute_at, cause) select id, now(), now(), 'owner' from users returning 1) select count(*) from due");
            var working = Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(app))).ToList();
            foreach (var (victim, left) in new[] { (0, chance.Next(800, 930)), (1, chance.Next(500, 700)), (2, chance.Next(200, 400)) })
            {
                await Eventually.IsTrueAsync($"{left} accounts are left", async () => await LeftAsync(app) <= left, Bound);
                await nodes[victim].KillAsync();
                // And connections of this process: what is under way in them is lost too.
                await app.SqlAsync<long>("select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' order by pid limit 2) busy");
                nodes.Add(PortalProcess.Start("Development", Settings(server, database)));
            }

            await Task.WhenAll(working);
            await Eventually.IsTrueAsync("no account is left", async () => await LeftAsync(app) == 0, Bound);
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }

        await ReceiptsAsync(app, server);
        await RowsAsync(app);
    }

    private static async Task RowsAsync(PortalApp app)
    {
        foreach (var table in app.Services.GetRequiredService<DataCatalogue>().InErasureOrder())
        {
            Assert.True(await app.SqlAsync<long>($"select count(*) from {table.Name}") == 0, $"{table.Name} has rows left.");
        }

        Assert.Equal(Accounts, await app.SqlAsync<long>("select count(*) from tombstones"));
        // Each pseudonym has the events of one account, and one more: that it was erased.
        Assert.Equal(Accounts, await app.SqlAsync<long>("select count(distinct account_id) from security_events"));
        Assert.Equal(Accounts, await app.SqlAsync<long>(
            "select count(*) from (select account_id from security_events group by account_id having count(*) filter (where kind = 'sign-in') = $1 and count(*) filter (where kind = 'account-erased') = 1 and count(*) = $1 + 1) whole", (long)EventsEach));
        Assert.Equal(0L, await app.SqlAsync<long>("select count(*) from security_events where ip is not null or session_id is not null"));
    }

    private static async Task ReceiptsAsync(PortalApp app, SmtpServer server)
    {
        // What a killed node had claimed comes up again when its lease is over.
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await Eventually.IsTrueAsync("every receipt is sent, and gone", async () => await app.SqlAsync<long>("select count(*) from outbox_emails") == 0, Bound);
        var receipts = server.Mails.GroupBy(mail => mail.To).ToDictionary(mails => mails.Key, mails => mails.Select(mail => mail.Header("Message-ID")).Distinct().Count());
        Assert.Equal(Accounts, receipts.Count);
        Assert.All(receipts, receipt => Assert.True(receipt.Value == 1, $"{receipt.Key} has {receipt.Value} receipts."));
    }

    private static async Task WorkAsync(PortalApp app)
    {
        var eraser = app.Services.GetRequiredService<Eraser>();
        while (true)
        {
            try
            {
                if (await eraser.EraseNextAsync(default) == ErasureOutcome.NothingDue)
                {
                    return;
                }
            }
            catch (Exception exception) when (Outage.IsOne(exception))
            {
                // Its connection was taken away; the rounds go on like this too.
            }
        }
    }

    private static Task<long> LeftAsync(PortalApp app) => app.SqlAsync<long>("select count(*) from users");

    private static async Task<PortalProcess> NodeAsync(SmtpServer server, TestDatabase database)
    {
        var node = PortalProcess.Start("Development", Settings(server, database));
        await node.AddressAsync();
        return node;
    }

    private static Dictionary<string, string?> Settings(SmtpServer server, TestDatabase database) => server.Settings(more: new()
    {
        ["ConnectionStrings:Portal"] = database.ConnectionString,
        ["Deletion:Interval"] = "00:00:01",
        ["PublicUrl"] = "http://localhost:5080",
        // Nobody reads what it says after its address.
        ["Logging:LogLevel:Default"] = "Error",
        ["Logging:LogLevel:AccountPortal"] = "Information",
        ["Logging:LogLevel:AccountPortal.Mail"] = "Error",
    });

    private const string Rows =
        """
        with people as (
          insert into users (id, created_at, user_name, normalized_user_name, email, normalized_email, email_verified, security_stamp, two_factor_enabled, lockout_enabled, access_failed_count)
          select gen_random_uuid(), now(), 'p' || n || '@example.com', upper('p' || n || '@example.com'), 'p' || n || '@example.com', upper('p' || n || '@example.com'), true, 'stamp', false, false, 0
          from generate_series(1, $1) n returning id, email),
        devices as (
          insert into known_devices (id, user_id, key_hash, browser, os, device_type, device_name, first_seen_at, last_seen_at)
          select gen_random_uuid(), id, sha256(('device' || id)::bytea), 'Chrome', 'macOS', 'desktop', 'Chrome on macOS', now(), now() from people returning id, user_id),
        networks as (insert into device_networks (device_id, network, first_seen_at, last_seen_at) select id, '203.0.113.0/24', now(), now() from devices),
        sessions as (
          insert into device_sessions (id, key_hash, user_id, created_at, last_active_at, remembered, stepped_up_at, auth_methods, ip, user_agent, browser, os, device_type, device_name, ticket, known_device_id)
          select gen_random_uuid(), sha256((user_id || 'session' || n)::bytea), user_id, now(), now(), true, now(), '{password}', '203.0.113.10', 'Mozilla', 'Chrome', 'macOS', 'desktop', 'Chrome on macOS', '\x00', id
          from devices, generate_series(1, 2) n),
        tokens as (
          insert into email_verifications (id, user_id, email, token_hash, purpose, created_at, expires_at)
          select gen_random_uuid(), id, email, sha256(('token' || id)::bytea), 'reset', now(), now() + interval '1 day' from people),
        mails as (
          insert into outbox_emails (id, created_at, user_id, to_address, subject, message_id, attempts, next_attempt_at, sent_at, is_forgotten)
          select gen_random_uuid(), now(), id, email, 'Hello', '<' || id || '@example.com>', 1, now(), now(), false from people),
        events as (
          insert into security_events (id, at, kind, outcome, account_id, actor_id, session_id, ip, device_name, details)
          select gen_random_uuid(), now(), 'sign-in', 'success', id, id, gen_random_uuid(), '203.0.113.10', 'Chrome on macOS', '{"method": "password"}' from people, generate_series(1, $2) n)
        select count(*) from people
        """;
}
