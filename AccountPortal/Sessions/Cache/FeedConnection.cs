using AccountPortal.Data;
using Npgsql;

namespace AccountPortal.Sessions.Cache;

/// <summary>
/// Opens the connection that the change feed listens on: one that is the feed's alone, to the server that writes. Behind a connection pooler, which does not
/// pass on what a server says unasked, <c>ConnectionStrings:Feed</c> names the server itself.
/// </summary>
internal sealed class FeedConnection(string connectionString) : IAsyncDisposable
{
    private readonly DatabaseHosts hosts = new(new(ConnectionDefaults.Complete(connectionString))
    {
        Pooling = false,
        // A route that drops everything without a word is noticed by the lease; this ends the connection behind it.
        KeepAlive = 0,
        ApplicationName = "AccountPortal change feed",
    }, name: "feed");

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        // Each try is a new look: the host that was a standby may be the primary by now.
        hosts.LookAgain();
        return await hosts.Source.OpenConnectionAsync(cancellationToken);
    }

    /// <summary>Whether the feed has an address of its own, and so there is a pooler at the other one.</summary>
    public static bool GoesAnotherWay(string connectionString, string? feedConnectionString)
    {
        if (feedConnectionString is null)
        {
            return false;
        }

        var (usual, feed) = (new NpgsqlConnectionStringBuilder(connectionString), new NpgsqlConnectionStringBuilder(feedConnectionString));
        return (usual.Host, usual.Port) != (feed.Host, feed.Port);
    }

    public ValueTask DisposeAsync() => hosts.DisposeAsync();
}
