using AccountPortal.Security;
using Npgsql;

namespace AccountPortal.Data;

/// <summary>
/// Drops the pooled connections when one of them showed that the server behind them is gone or only reads now: after a restart or a fail-over
/// that spares as many requests the same fate. Of several hosts the one that writes is then looked for anew.
/// </summary>
internal sealed class StaleConnections(NpgsqlDataSource dataSource, TimeProvider clock, DatabaseHosts? hosts = null)
{
    // In an outage every request fails: emptying the pool for each would only cost the connections that are already good again.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock dropping = new();
    private long? droppedAt;

    /// <summary>Looks at a failure and drops them if it says so; at most once a second. Whether it did.</summary>
    public bool DropAfter(Exception failure)
    {
        var areStale = Outage.LeavesStaleConnections(failure);
        if (!areStale && hosts?.AreSeveral != true)
        {
            return false;
        }

        lock (dropping)
        {
            if (droppedAt is { } last && clock.GetElapsedTime(last) < Pause)
            {
                return false;
            }

            droppedAt = clock.GetTimestamp();
        }

        hosts?.LookAgain();
        if (areStale)
        {
            dataSource.Clear();
        }

        return areStale;
    }
}
