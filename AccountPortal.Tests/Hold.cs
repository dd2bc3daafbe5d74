using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccountPortal.Tests;

/// <summary>A transaction that stands still on what it has locked, so that others queue up behind it in the order that the test wants.</summary>
public sealed class Hold : IAsyncDisposable
{
    private readonly PortalApp app;
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private Hold(PortalApp app, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (this.app, this.connection, this.transaction) = (app, connection, transaction);

    public static async Task<Hold> StartAsync(PortalApp app)
    {
        var connection = await app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        return new Hold(app, connection, await connection.BeginTransactionAsync());
    }

    /// <summary>Locks what the statement locks.</summary>
    public async Task RunAsync(string sql, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns once that many wait for a lock in the portal's database.</summary>
    public Task QueuedAsync(int count) => Eventually.IsTrueAsync($"{count} wait for a lock", async () =>
        await app.SqlAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == count);

    /// <summary>Undoes what was done and lets the others go.</summary>
    public Task ReleaseAsync() => transaction.RollbackAsync();

    /// <summary>Keeps what was done and lets the others go.</summary>
    public Task CommitAsync() => transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
