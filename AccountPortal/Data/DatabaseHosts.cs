using Npgsql;

namespace AccountPortal.Data;

/// <summary>
/// The pool of connections. Where the connection string names several hosts (a primary and its standbys, <c>Host=db1,db2</c>), a connection goes to the one that
/// writes, whichever that is by then.
/// </summary>
internal sealed class DatabaseHosts : IAsyncDisposable
{
    private readonly NpgsqlMultiHostDataSource? several;

    public DatabaseHosts(NpgsqlConnectionStringBuilder connection, ILoggerFactory? logging = null, string name = "portal")
    {
        // Npgsql takes the wish for a kind of server with each connection and refuses it in the string; with one host it means nothing.
        var isReadWrite = connection.TargetSessionAttributes == "read-write";
        connection.TargetSessionAttributes = null;
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString).UseLoggerFactory(logging);
        // Metrics would call the pool by its connection string.
        builder.Name = name;
        // What nobody asked for (rounds that look whether there is work) makes no trace of its own.
        builder.ConfigureTracing(tracing => tracing.ConfigureCommandFilter(_ => System.Diagnostics.Activity.Current is not null));
        if (connection.Host?.Contains(',', StringComparison.Ordinal) != true)
        {
            Source = builder.Build();
            return;
        }

        several = builder.BuildMultiHost();
        // Never a standby: it knows too little (a revocation is not there yet), writes nothing, and takes no LISTEN.
        Source = several.WithTargetSession(isReadWrite ? TargetSessionAttributes.ReadWrite : TargetSessionAttributes.Primary);
    }

    public NpgsqlDataSource Source { get; }

    public bool AreSeveral => several is not null;

    /// <summary>Forgets which host was what: Npgsql would take the one that was promoted a moment ago for a standby for ten seconds more.</summary>
    public void LookAgain() => several?.ClearDatabaseStates();

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await (several?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
