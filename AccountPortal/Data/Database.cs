using AccountPortal.Data.Embedded;
using AccountPortal.Settings;
using Microsoft.EntityFrameworkCore;
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

    /// <summary>Brings the schema up to date. Safe from several nodes at once: EF Core takes a lock.</summary>
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellationToken = default)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PortalDbContext>().Database;
        database.SetCommandTimeout(MigrationTimeout);
        await database.MigrateAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
