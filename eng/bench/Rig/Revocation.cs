using System.Net;
using Npgsql;

namespace AccountPortal.Bench;

/// <summary>
/// Ends sessions that the other node knows, and asks that one without a pause until it refuses them. Through psql the clock starts when psql says that
/// it is done; through HTTP at the commit as the database has noted it (track_commit_timestamp), which is before its record is on the disk.
/// </summary>
internal static class Revocation
{
    public static async Task RunAsync(NpgsqlDataSource database, string way, Uri here, Uri there, SeededSession[] sessions, int trials)
    {
        using var psql = new Psql(database.ConnectionString);
        using var first = new Node(here);
        using var second = new Node(there);
        // The first session of the account ends the others.
        var holder = sessions[0];
        List<double> accepted = [], refused = [];
        // The first few are for the code to get warm.
        const int warmUp = 20;
        foreach (var (index, session) in sessions.Skip(1).Take(trials + warmUp).Index())
        {
            await second.LearnAsync(session.Cookie);
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var asking = second.UntilRefusedAsync(session.Cookie, begun);
            await begun.Task;
            DateTimeOffset committed;
            if (way == "psql")
            {
                _ = await psql.RunAsync($"delete from device_sessions where id = '{session.Id}' returning 1");
                committed = TimeProvider.System.GetUtcNow();
            }
            else
            {
                Node.Demand(HttpStatusCode.OK, await first.SendAsync(HttpMethod.Delete, $"/me/sessions/{session.Id}", holder.Cookie));
                await using var command = database.CreateCommand($"select pg_xact_commit_timestamp(xmin) from ended_sessions where id = '{session.Id}'");
                committed = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync())!, TimeSpan.Zero);
            }

            var (lastAccepted, firstRefused) = await asking;
            if (index >= warmUp)
            {
                accepted.Add(Math.Max(0, (lastAccepted - committed).TotalMilliseconds));
                refused.Add((firstRefused - committed).TotalMilliseconds);
            }
        }

        Figures.Print("last-accepted", accepted);
        Figures.Print("first-refused", refused);
    }
}
