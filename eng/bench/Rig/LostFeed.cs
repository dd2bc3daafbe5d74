using System.Diagnostics;
using System.Net;
using Npgsql;

namespace AccountPortal.Bench;

/// <summary>What a node accepts that has lost its change feed: the connection cut, or hanging without a word. One portal runs, so that there is one feed.</summary>
internal static class LostFeed
{
    private const string Feed = "application_name = 'AccountPortal change feed'";

    /// <summary>The cut, and at once the end of a session by somebody else: how long it is still accepted, and when the feed listens again.</summary>
    public static async Task CutAsync(NpgsqlDataSource database, Uri there, SeededSession[] sessions, int trials)
    {
        using var node = new Node(there);
        List<double> accepted = [], back = [];
        foreach (var session in sessions.Take(trials))
        {
            var feed = await FeedAsync(database, 0);
            await node.LearnAsync(session.Cookie);
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var asking = node.UntilRefusedAsync(session.Cookie, begun);
            await begun.Task;
            await RunAsync(database, $"select pg_terminate_backend({feed})");
            var cut = TimeProvider.System.GetUtcNow();
            await RunAsync(database, $"delete from device_sessions where id = '{session.Id}'");
            var committed = TimeProvider.System.GetUtcNow();
            await FeedAsync(database, feed);
            back.Add((TimeProvider.System.GetUtcNow() - cut).TotalMilliseconds);
            accepted.Add(Math.Max(0, ((await asking).LastAccepted - committed).TotalMilliseconds));
        }

        Figures.Print("last-accepted", accepted);
        Figures.Print("back", back);
    }

    /// <summary>The feed's backend stopped (SIGSTOP), then a session ended: until when it is accepted; another session is let in all the while.</summary>
    public static async Task HangAsync(NpgsqlDataSource database, Uri there, SeededSession[] sessions, int trials)
    {
        using var node = new Node(there);
        var stays = sessions[0];
        List<double> accepted = [];
        var refusals = 0;
        foreach (var session in sessions.Skip(1).Take(trials))
        {
            var feed = await FeedAsync(database, 0);
            await node.LearnAsync(session.Cookie);
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var asking = node.UntilRefusedAsync(session.Cookie, begun);
            await begun.Task;
            await SignalAsync("STOP", feed);
            try
            {
                await RunAsync(database, $"delete from device_sessions where id = '{session.Id}'");
                var committed = TimeProvider.System.GetUtcNow();
                while (!asking.IsCompleted)
                {
                    refusals += await node.CheckAsync(stays.Cookie) == HttpStatusCode.OK ? 0 : 1;
                }

                accepted.Add(Math.Max(0, ((await asking).LastAccepted - committed).TotalMilliseconds));
            }
            finally
            {
                await SignalAsync("CONT", feed);
            }

            // By this connection or, where the portal has given it up, by another.
            await FeedAsync(database, 0);
            await node.LearnAsync(stays.Cookie);
        }

        Figures.Print("last-accepted", accepted);
        Figures.Print("valid-refused", refusals);
    }

    // The process of the feed's backend that listens, and is not the one before.
    private static async Task<int> FeedAsync(NpgsqlDataSource database, int before)
    {
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30); await Task.Delay(2))
        {
            await using var command = database.CreateCommand($"select pid from pg_stat_activity where {Feed} and pid <> {before} and query like 'select pg_notify%' and state = 'idle'");
            if (await command.ExecuteScalarAsync() is int pid)
            {
                return pid;
            }
        }

        throw new TimeoutException("The change feed did not come back.");
    }

    private static async Task RunAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task SignalAsync(string signal, int processId)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{processId}"]);
        await kill.WaitForExitAsync();
    }
}
