using AccountPortal.Data.Embedded;
using AccountPortal.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace AccountPortal.Data;

/// <summary>The database that this process works with: the configured one, or in development an embedded one that lives as long as the process.</summary>
internal sealed class Database(string connectionString, EmbeddedPostgres? embedded) : IAsyncDisposable
{
    // A migration may rewrite a large table, and waits for the node that migrates before it; no person waits for either.
    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(30);

    public string ConnectionString => connectionString;

    /// <summary>How a developer looks into the embedded database; <c>null</c> for a configured one, whose owner knows.</summary>
    public string? PsqlCommand => embedded is not null && new NpgsqlConnectionStringBuilder(connectionString) is var parts
        ? $"psql \"host={parts.Host} user={parts.Username} dbname={parts.Database}\""
        : null;

    /// <summary>Finds or starts the database. <c>dotnet ef</c> builds the app too and needs none.</summary>
    public static async Task<Database> FindAsync(HostSettings settings, IHostEnvironment environment, CancellationToken cancellationToken)
    {
        if (settings.ConnectionString is { } configured || EF.IsDesignTime)
        {
            return new Database(settings.ConnectionString ?? "Host=unused", null);
        }

        using var logging = LoggerFactory.Create(builder => builder.AddConsole().SetMinimumLevel(LogLevel.Warning));
        var folder = Path.Combine(environment.ContentRootPath, "..", ".portal");
        var embedded = await EmbeddedPostgres.StartAsync(EmbeddedPostgresOptions.Kept(folder), logging.CreateLogger<EmbeddedPostgres>(), cancellationToken);
        return new Database(embedded.ConnectionString, embedded);
    }

    /// <summary>Brings the schema up to date. Safe from several nodes at once.</summary>
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellationToken = default)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PortalDbContext>().Database;
        await CreateAsync(database.GetService<IRelationalDatabaseCreator>(), cancellationToken);
        await using var turn = await WaitForTurnAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        database.SetCommandTimeout(MigrationTimeout);
        await database.MigrateAsync(cancellationToken);
    }

    private static async Task CreateAsync(IRelationalDatabaseCreator creator, CancellationToken cancellationToken)
    {
        try
        {
            if (!await creator.ExistsAsync(cancellationToken))
            {
                await creator.CreateAsync(cancellationToken);
            }
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another node was faster.
        }
    }

    // EF Core's own lock is given up between one migration and the next, where another node slips in and starts the next one too.
    // Bound to a transaction, so that it holds behind a connection pooler and goes with the process.
    private static async Task<NpgsqlConnection> WaitForTurnAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        _ = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(4702111925)", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    public ValueTask DisposeAsync() => embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
