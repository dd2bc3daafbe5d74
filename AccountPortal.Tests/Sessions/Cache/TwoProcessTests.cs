using System.Diagnostics;
using System.Net;
using Npgsql;

namespace AccountPortal.Tests.Sessions.Cache;

/// <summary>P2 to P4 as they are promised: two operating-system processes on one PostgreSQL, a person in psql beside them, a feed that hangs, a pooler between.</summary>
public class TwoProcessTests(PortalApp app) : IClassFixture<PortalApp>, IAsyncLifetime
{
    private const string Feeds = "select pid from pg_stat_activity where datname = current_database() and application_name = 'AccountPortal change feed'";
    private static readonly TimeSpan Lease = new AccountPortal.Sessions.Cache.SessionCacheSettings().Lease;
    private readonly NpgsqlDataSource psql = NpgsqlDataSource.Create(app.Database.ConnectionString);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => psql.DisposeAsync().AsTask();

    // One test, for the processes take longer to start than all of it.
    [Fact]
    public async Task A_session_that_ended_is_refused_by_the_other_process_however_it_ended_and_an_outage_ends_none()
    {
        var both = await Task.WhenAll(NodeClient.StartAsync(app.Database.ConnectionString), NodeClient.StartAsync(app.Database.ConnectionString));
        await using var first = both[0];
        await using var second = both[1];
        var (person, other) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var stays = await KnownAsync(first, second, other);

        // Through HTTP.
        var cookie = await KnownAsync(first, second, person);
        Assert.Equal(HttpStatusCode.NoContent, await first.SendAsync(HttpMethod.Post, "/logout", cookie));
        await second.RefusesAsync(cookie);

        // By somebody in psql.
        cookie = await KnownAsync(first, second, person);
        await AskAsync($"delete from device_sessions where user_id = '{person.Id}'");
        await second.RefusesAsync(cookie);
        await first.RefusesAsync(cookie);

        // With the feeds hanging: not accepted for longer than the lease, and nobody else is refused.
        cookie = await KnownAsync(first, second, person);
        var feeds = await FeedsAsync();
        await SignalAsync("STOP", feeds);
        try
        {
            await AskAsync($"delete from device_sessions where user_id = '{person.Id}'");
            var ended = Stopwatch.GetTimestamp();
            for (var asked = Stopwatch.GetTimestamp(); await second.CheckAsync(cookie) == HttpStatusCode.OK; asked = Stopwatch.GetTimestamp())
            {
                Assert.True(Stopwatch.GetElapsedTime(ended, asked) <= Lease, "The session was accepted after the lease.");
                Assert.Equal(HttpStatusCode.OK, await second.CheckAsync(stays));
            }

            Assert.Equal(HttpStatusCode.OK, await second.CheckAsync(stays));
        }
        finally
        {
            await SignalAsync("CONT", feeds);
        }

        // And they come back by themselves.
        await RemembersAsync(second, stays);
    }

    [Fact]
    public async Task Behind_a_pooler_the_feed_goes_its_own_way()
    {
        await (await TestCluster.Shared).AllowAsync(Pooler.Account);
        await using var pooler = await Pooler.StartAsync(app.Database);
        await using var behind = await NodeClient.StartAsync(pooler.ConnectionString, feed: app.Database.ConnectionString);
        var person = await app.NewPersonAsync();
        var cookie = await behind.SignInAsync(person);
        await RemembersAsync(behind, cookie);
        // Over every connection of the pooler: what the one has prepared, the next does not know.
        var lists = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => behind.SendAsync(HttpMethod.Get, "/me/sessions", cookie)));
        Assert.All(lists, status => Assert.Equal(HttpStatusCode.OK, status));
        await AskAsync($"delete from device_sessions where user_id = '{person.Id}'");
        await behind.RefusesAsync(cookie);
    }

    // Signed in at the first, remembered by both.
    private async Task<string> KnownAsync(NodeClient first, NodeClient second, Person person)
    {
        var cookie = await first.SignInAsync(person);
        await RemembersAsync(first, cookie);
        await RemembersAsync(second, cookie);
        return cookie;
    }

    // Whoever answers while nobody can read the table knows the session by itself.
    private Task RemembersAsync(NodeClient node, string cookie) => Eventually.IsTrueAsync("the node remembers the session", async () =>
    {
        Assert.Equal(HttpStatusCode.OK, await node.CheckAsync(cookie));
        await using var connection = await psql.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("lock table device_sessions in access exclusive mode", connection, transaction);
        await hold.ExecuteNonQueryAsync();
        var answer = node.CheckAsync(cookie);
        var isAnswered = await Task.WhenAny(answer, WaitingAsync(answer)) == answer;
        await transaction.RollbackAsync();
        Assert.Equal(HttpStatusCode.OK, await answer);
        return isAnswered;
    });

    // Once a read waits for the table.
    private Task WaitingAsync(Task answer) => Eventually.IsTrueAsync("a read waits", async () =>
        answer.IsCompleted || (long)(await AskAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'select s.id%'"))! > 0);

    private async Task<int[]> FeedsAsync()
    {
        List<int> pids = [];
        await using var command = psql.CreateCommand(Feeds);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            pids.Add(reader.GetInt32(0));
        }

        return [.. pids];
    }

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = psql.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task SignalAsync(string signal, int[] processes)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {string.Join(' ', processes)}"]);
        await kill.WaitForExitAsync();
    }
}
