using AccountPortal.Data.Embedded;
using AccountPortal.Settings;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Data;

/// <summary>The database that this process works with: the configured one, or in development an embedded one that lives as long as the process.</summary>
internal sealed class Database(string connectionString, EmbeddedPostgres? embedded) : IAsyncDisposable
{
    public string ConnectionString => connectionString;

    /// <summary>Finds or starts the database. <c>dotnet ef</c> builds the app too and needs none.</summary>
    public static async Task<Database> FindAsync(HostSettings settings, IHostEnvironment environment)
    {
        if (settings.ConnectionString is { } configured || EF.IsDesignTime)
        {
            return new Database(settings.ConnectionString ?? "Host=unused", null);
        }

        using var logging = LoggerFactory.Create(builder => builder.AddConsole().SetMinimumLevel(LogLevel.Warning));
        var folder = Path.Combine(environment.ContentRootPath, "..", ".portal");
        var embedded = await EmbeddedPostgres.StartAsync(EmbeddedPostgresOptions.Kept(folder), logging.CreateLogger<EmbeddedPostgres>());
        return new Database(embedded.ConnectionString, embedded);
    }

    /// <summary>Brings the schema up to date. Safe from several nodes at once: EF Core takes a lock.</summary>
    public static async Task MigrateAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PortalDbContext>().Database.MigrateAsync();
    }

    public ValueTask DisposeAsync() => embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
