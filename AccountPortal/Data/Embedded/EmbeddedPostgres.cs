using Npgsql;

namespace AccountPortal.Data.Embedded;

/// <summary>
/// A private PostgreSQL cluster for development and tests, run from the binaries on the machine. Dispose it to stop the server;
/// after a kill -9 the next start takes over the server that was left running, or starts it again.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly Cluster cluster;
    private readonly ClusterLock clusterLock;
    private bool isDisposed;

    private EmbeddedPostgres(Cluster cluster, ClusterLock clusterLock, string database)
    {
        this.cluster = cluster;
        this.clusterLock = clusterLock;
        ConnectionString = cluster.ConnectionString(database);
        AppDomain.CurrentDomain.ProcessExit += StopWithProcess;
    }

    /// <summary>For Npgsql. It stays the same over <see cref="StopAsync"/> and <see cref="StartAgainAsync"/>.</summary>
    public string ConnectionString { get; }

    /// <exception cref="EmbeddedPostgresException">
    /// PostgreSQL is missing, of another version than the data, in use by another app, or does not start. The message is for people.
    /// </exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellationToken = default)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new EmbeddedPostgresException("The embedded PostgreSQL does not run on Windows: set ConnectionStrings__Portal, or use WSL.");
        }
        try
        {
            var account = ServerAccount.Choose();
            var (place, clusterLock) = options.Folder is { } folder ? Claim(ClusterPlace.Kept(folder, account)) : await ClaimThrowAwayAsync(account);
            return await StartAsync(options, place, account, clusterLock, logger, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NpgsqlException)
        {
            throw new EmbeddedPostgresException($"The embedded PostgreSQL cannot run: {exception.Message}", exception);
        }
    }

    /// <summary>Stops the server as an outage would; the cluster stays ours.</summary>
    public Task StopAsync() => cluster.StopAsync();

    public Task StartAgainAsync(CancellationToken cancellationToken = default) => cluster.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }
        isDisposed = true;
        AppDomain.CurrentDomain.ProcessExit -= StopWithProcess;
        await cluster.CloseAsync();
        Release(clusterLock, cluster.Place);
    }

    private static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, ClusterPlace place, ServerAccount? account, ClusterLock clusterLock, ILogger logger, CancellationToken cancellationToken)
    {
        Cluster? cluster = null;
        try
        {
            cluster = await Cluster.PrepareAsync(options, place, account, logger, cancellationToken);
            await cluster.StartAsync(cancellationToken);
            await cluster.EnsureDatabaseAsync(options.Database, cancellationToken);
            return new EmbeddedPostgres(cluster, clusterLock, options.Database);
        }
        catch
        {
            await (cluster?.CloseAsync() ?? Task.CompletedTask);
            Release(clusterLock, place);
            throw;
        }
    }

    private static (ClusterPlace, ClusterLock) Claim(ClusterPlace place) => (place, ClusterLock.Take(place.Lock));

    // Another test run that tidies up may hold a lock file that was made this moment: then another name is taken.
    private static async Task<(ClusterPlace, ClusterLock)> ClaimThrowAwayAsync(ServerAccount? account)
    {
        var folder = (await ThrowAwayFolders.AllAsync(account))[0];
        while (true)
        {
            var place = new ClusterPlace(Path.Combine(folder, Path.GetRandomFileName()), IsKept: false);
            if (ClusterLock.TryTake(place.Lock) is { } clusterLock)
            {
                return (place, clusterLock);
            }
        }
    }

    private static void Release(ClusterLock clusterLock, ClusterPlace place)
    {
        if (place.IsKept)
        {
            clusterLock.Dispose();
        }
        else
        {
            clusterLock.Remove();
        }
    }

    // For an exit that passes by the owner's dispose, such as Environment.Exit.
    private void StopWithProcess(object? sender, EventArgs arguments) => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
