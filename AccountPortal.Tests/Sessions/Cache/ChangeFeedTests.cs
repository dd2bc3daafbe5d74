using System.Net;
using AccountPortal.Data;
using AccountPortal.Sessions.Cache;
using AccountPortal.Tests.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccountPortal.Tests.Sessions.Cache;

/// <summary>P2: what a node remembers is no older than what the database says, whoever changed it there.</summary>
public class ChangeFeedTests(CachedPortal portal) : IClassFixture<CachedPortal>
{
    private PortalApp App => portal.App;

    [Fact]
    public async Task A_session_that_the_node_knows_costs_no_read()
    {
        var (_, browser) = await portal.KnownAsync();
        var before = portal.Reads.Count;
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/session/verify")).Status);
            Assert.True(await browser.IsSignedInAsync());
        }

        Assert.Equal(before, portal.Reads.Count);
    }

    [Fact]
    public async Task The_key_of_a_session_that_the_node_knows_opens_nothing_with_another_tag()
    {
        var ((_, browser), (_, other)) = (await portal.KnownAsync(), await portal.KnownAsync());
        var before = portal.Reads.Count;
        browser.SessionCookie = $"{browser.SessionCookie!.Split('.')[0]}.{other.SessionCookie!.Split('.')[1]}";
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetJsonAsync("/session/verify")).Status);
        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal(before, portal.Reads.Count);
    }

    [Fact]
    public async Task Whoever_deletes_the_row_ends_the_session()
    {
        var (person, browser) = await portal.KnownAsync();
        Assert.Equal(1, await portal.PsqlAsync("delete from device_sessions where user_id = $1", person.Id));
        await Eventually.IsTrueAsync("the session is refused", async () => (await browser.GetJsonAsync("/session/verify")).Status == HttpStatusCode.Unauthorized);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("truncate device_sessions cascade")]
    [InlineData("update device_sessions set key_hash = sha256(key_hash)")]
    [InlineData("update device_sessions set created_at = created_at - interval '40 days'")]
    [InlineData("update device_sessions set ends_at = created_at")]
    public async Task However_a_session_is_changed_from_outside_the_node_hears_of_it(string sql)
    {
        await using var own = new OwnPortal();
        await own.Portal.InitializeAsync();
        var (_, browser) = await own.Portal.KnownAsync();
        await own.Portal.PsqlAsync(sql);
        await Eventually.IsTrueAsync("the session is refused", async () => (await browser.GetJsonAsync("/session/verify")).Status == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task However_many_sessions_end_by_time_the_node_keeps_those_in_use()
    {
        var (person, browser) = await portal.KnownAsync();
        await portal.PsqlAsync(
            """
            insert into device_sessions (id, key_hash, user_id, created_at, last_active_at, remembered, stepped_up_at, auth_methods, ip, user_agent, browser, os, device_type, device_name, network, ticket)
            select gen_random_uuid(), sha256(number::text::bytea), $1, now() - interval '40 days', now() - interval '40 days', false, now(), '{password}', '203.0.113.1', '', 'Firefox', 'Windows',
              'desktop', 'Firefox on Windows', '203.0.113.0/24', '\x00'
            from generate_series(1, 450) as number
            """,
            person.Id);
        Assert.Equal(450, await App.ApplyAsync("overdue-sessions"));
        await App.Services.GetRequiredService<ChangeFeed>().CatchUpAsync();
        var before = portal.Reads.Count;
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/session/verify")).Status);
        Assert.Equal(before, portal.Reads.Count);
    }

    [Fact]
    public async Task A_change_of_the_account_is_seen_by_its_sessions()
    {
        var (person, browser) = await portal.KnownAsync();
        await portal.PsqlAsync("update users set email_verified = false where id = $1", person.Id);
        await Eventually.IsTrueAsync("the account is restricted", async () =>
        {
            await browser.GoAsync("/account/password");
            return browser.Path == "/verify-email/pending";
        });
    }

    [Fact]
    public async Task The_one_who_revokes_finds_it_revoked_with_the_answer()
    {
        var (person, browser) = await portal.KnownAsync();
        for (var i = 0; i < 10; i++)
        {
            var other = await App.SignInAsync(person);
            Assert.Equal(HttpStatusCode.OK, (await other.GetJsonAsync("/session/verify")).Status);
            Assert.Equal(HttpStatusCode.OK, (await other.GetJsonAsync("/session/verify")).Status);
            Assert.Equal(HttpStatusCode.OK, (await browser.JsonAsync(HttpMethod.Post, "/me/sessions/revoke-all", null)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetJsonAsync("/session/verify")).Status);
        }
    }

    [Fact]
    public async Task A_row_that_was_read_before_its_end_is_not_remembered_after_it()
    {
        var person = await App.NewPersonAsync();
        var browser = await App.SignInAsync(person);
        portal.Cache.Clear();
        portal.Reads.Then = async () =>
        {
            await portal.PsqlAsync("delete from device_sessions where user_id = $1", person.Id);
            await App.Services.GetRequiredService<ChangeFeed>().CatchUpAsync();
        };
        // This one was read while the session lived.
        await browser.GetJsonAsync("/session/verify");
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetJsonAsync("/session/verify")).Status);
    }

    [Fact]
    public async Task Touches_tell_nothing_one_end_tells_one_thing_and_many_tell_one_thing_together()
    {
        await using var own = new OwnPortal();
        await own.Portal.InitializeAsync();
        var (person, browser) = await own.Portal.KnownAsync();
        await using var listener = new NpgsqlConnection(own.Portal.App.Database.ConnectionString);
        List<string> heard = [];
        listener.Notification += (_, told) => heard.Add(told.Payload);
        await listener.OpenAsync();
        await RunAsync($"listen {ChangeFeed.Channel}");

        own.Portal.App.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.True(await browser.IsSignedInAsync());
        await own.Portal.App.Services.GetRequiredService<SessionActivities>().WriteAsync(all: true, default);
        await RunAsync("select 1");
        Assert.DoesNotContain(heard, Tells);

        await RunAsync("delete from device_sessions");
        Assert.StartsWith("s:", Assert.Single(heard, Tells), StringComparison.Ordinal);
        heard.Clear();

        await RunAsync(
            $"""
            insert into device_sessions (id, key_hash, user_id, created_at, last_active_at, remembered, stepped_up_at, auth_methods, ip, user_agent, browser, os, device_type, device_name, ticket)
            select gen_random_uuid(), sha256(n::text::bytea), '{person.Id}', now(), now(), false, now(), array['password'], '127.0.0.1', '', '', '', '', '', '' from generate_series(1, 1000) n
            """);
        await RunAsync("delete from device_sessions");
        Assert.Equal("a:", Assert.Single(heard, Tells));

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, listener);
            await command.ExecuteNonQueryAsync();
        }

        static bool Tells(string payload) => payload[0] is not ('h' or 'q');
    }

    [Fact]
    public async Task ASVS_16_5_3_With_the_feed_cut_every_session_works_and_none_that_ended()
    {
        var (person, browser) = await portal.KnownAsync();
        var (_, stays) = await portal.KnownAsync();
        var cut = $"select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'AccountPortal change feed' and datname = current_database()";
        await portal.PsqlAsync(cut);
        await portal.PsqlAsync("delete from device_sessions where user_id = $1", person.Id);
        await Eventually.IsTrueAsync("the session is refused", async () => (await browser.GetJsonAsync("/session/verify")).Status == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, (await stays.GetJsonAsync("/session/verify")).Status);
        await portal.ListensAsync();
        Assert.Equal(HttpStatusCode.OK, (await stays.GetJsonAsync("/session/verify")).Status);
    }

    [Fact]
    public async Task A_second_node_refuses_what_the_first_has_ended()
    {
        await using var second = await PortalApp.StartAsync(database: App.Database);
        var (_, browser) = await portal.KnownAsync();
        var there = second.NewBrowser();
        browser.Cookies.CopyTo(there.Cookies);
        await Eventually.IsTrueAsync("the other node lets it in", async () => (await there.GetJsonAsync("/session/verify")).Status == HttpStatusCode.OK);
        await browser.PostJsonAsync("/logout");
        await Eventually.IsTrueAsync("the other node refuses it", async () => (await there.GetJsonAsync("/session/verify")).Status == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_stop_writes_the_last_activity()
    {
        var second = await PortalApp.StartAsync(database: App.Database);
        var person = await second.NewPersonAsync();
        var browser = await second.SignInAsync(person);
        second.Clock.Advance(TimeSpan.FromMinutes(1));
        var usedSince = second.Clock.GetUtcNow();
        Assert.True(await browser.IsSignedInAsync());
        await second.DisposeAsync();
        var written = await App.With((PortalDbContext db) => db.Sessions.Where(session => session.UserId == person.Id).Select(session => session.LastActiveAt).SingleAsync());
        // PostgreSQL keeps microseconds.
        Assert.True(written >= usedSince - TimeSpan.FromMicroseconds(1), $"{written:O} is before {usedSince:O}");
    }

    private sealed class OwnPortal : IAsyncDisposable
    {
        public CachedPortal Portal { get; } = new();

        public async ValueTask DisposeAsync() => await Portal.DisposeAsync();
    }
}
