using Npgsql;

namespace AccountPortal.Data.Embedded;

/// <summary>The cluster that the lock's holder works on: its files, its server, and who connects to it.</summary>
internal sealed class Cluster(ClusterPlace place, Postmaster postmaster, string socketFolder, ServerAccount? account, PostgresBinaries binaries, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public ClusterPlace Place => place;

    public static async Task<Cluster> PrepareAsync(
        EmbeddedPostgresOptions options, ClusterPlace place, ServerAccount? account, ILogger logger, CancellationToken cancellationToken)
    {
        var binaries = await PostgresBinaries.FindAsync(options.BinaryFolders, place, cancellationToken);
        if (!place.IsKept)
        {
            await Leftovers.RemoveThrowAwaysAsync(account, binaries);
        }
        else if (!place.WasMadeFor(options.Folder!))
        {
            await Leftovers.RemoveAsync(place, account, binaries);
        }
        PrivateFolder.Create(place.Home, passThrough: account is not null);
        if (place.IsKept)
        {
            place.MarkFor(options.Folder!);
        }
        await PrivateFolder.CreateForAsync(account, place.Server, cancellationToken);
        var postmaster = new Postmaster(place, account, binaries);
        var socketFolder = await SocketFolder.ChooseAsync(place, account, cancellationToken);
        ClusterSettings.Write(place, socketFolder, options);
        return new Cluster(place, postmaster, socketFolder, account, binaries, logger);
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = socketFolder,
        Database = database,
        Username = ClusterSettings.Role,
    }.ConnectionString;

    /// <summary>Starts the server, or takes over the one that an app left running when it was killed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await IsRunningAsync(cancellationToken))
        {
            logger.LogInformation("Took over the PostgreSQL that was left running in {Home}", place.Home);
            return;
        }
        PostmasterFile.DeleteIn(place.Data);
        SocketFolder.Clear(socketFolder);
        await postmaster.InitializeAsync(cancellationToken);
        await postmaster.StartAsync(cancellationToken);
        logger.LogInformation("Started PostgreSQL {Major} in {Home}", binaries.Major, place.Home);
    }

    public async Task EnsureDatabaseAsync(string database, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            var name = database.Replace("\"", "\"\"", StringComparison.Ordinal);
            await using var create = new NpgsqlCommand($"create database \"{name}\"", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public Task StopAsync() => postmaster.StopAsync();

    /// <summary>Stops the server for good; a throw-away cluster is gone afterwards.</summary>
    public async Task CloseAsync()
    {
        if (place.IsKept)
        {
            await postmaster.StopAsync();
        }
        else
        {
            await Leftovers.RemoveAsync(place, account, binaries);
        }
        SocketFolder.Delete(socketFolder, place);
    }

    // A live server that does not answer yet is starting, recovering or stopping: it soon answers or is gone.
    private async Task<bool> IsRunningAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (PostmasterFile.Read(place.Data) is { } file && file.IsLive())
        {
            if (await AnswersAsync(file, cancellationToken))
            {
                return true;
            }
            if (patience.IsCancellationRequested)
            {
                throw new EmbeddedPostgresException($"PostgreSQL in {place.Home} runs as process {file.ProcessId} but does not answer: stop it and try again.");
            }
            await Task.Delay(Pause, cancellationToken);
        }
        return false;
    }

    // Reading the file through the server proves that it is the server of this data folder.
    private async Task<bool> AnswersAsync(PostmasterFile file, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await ConnectAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int", connection);
            return await command.ExecuteScalarAsync(cancellationToken) is int processId && processId == file.ProcessId;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString("postgres")) { Pooling = false };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
