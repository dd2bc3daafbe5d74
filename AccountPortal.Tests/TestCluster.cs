using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Data.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AccountPortal.Tests;

/// <summary>
/// A real PostgreSQL for a test run, gone with the process, and in it a migrated database that each <see cref="PortalApp"/> gets a copy of.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private const string Template = "portal_template";
    private const int PoolSize = 40;
    private static readonly Lazy<Task<TestCluster>> SharedCluster = new(StartAsync);

    // Copies are made one at a time: a template allows no other connection while it is copied.
    private readonly SemaphoreSlim copying = new(1);
    private readonly EmbeddedPostgres postgres;
    private int copies;

    private TestCluster(EmbeddedPostgres postgres) => this.postgres = postgres;

    /// <summary>The cluster that all tests share; a test that stops its server starts one of its own.</summary>
    public static Task<TestCluster> Shared => SharedCluster.Value;

    public static async Task<TestCluster> StartAsync()
    {
        var postgres = await EmbeddedPostgres.StartAsync(EmbeddedPostgresOptions.ThrowAway() with { Database = Template }, NullLogger.Instance);
        var services = new ServiceCollection().AddLogging().AddAccounts();
        services.AddData($"{postgres.ConnectionString};Pooling=false", keyEncryption: null);
        await using (var provider = services.BuildServiceProvider())
        {
            await Database.MigrateAsync(provider);
        }

        return new TestCluster(postgres);
    }

    /// <summary>Stops the server, as an outage would.</summary>
    public Task StopAsync() => postgres.StopAsync();

    public Task StartAgainAsync() => postgres.StartAgainAsync();

    /// <summary>A new database with today's schema.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync()
    {
        var name = $"portal_{Interlocked.Increment(ref copies)}";
        await copying.WaitAsync();
        try
        {
            await RunAsync($"create database {name} template {Template}");
        }
        finally
        {
            copying.Release();
        }

        var connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = name, MaxPoolSize = PoolSize };
        return new TestDatabase(connection.ConnectionString, () => RunAsync($"drop database if exists {name} with (force)"));
    }

    /// <summary>A database without any table.</summary>
    public async Task<TestDatabase> CreateEmptyDatabaseAsync()
    {
        var name = $"empty_{Interlocked.Increment(ref copies)}";
        await RunAsync($"create database {name}");
        var connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = name, MaxPoolSize = PoolSize };
        return new TestDatabase(connection.ConnectionString, () => RunAsync($"drop database if exists {name} with (force)"));
    }

    public ValueTask DisposeAsync()
    {
        copying.Dispose();
        return postgres.DisposeAsync();
    }

    private async Task RunAsync(string sql)
    {
        var administration = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(administration.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>One database of a <see cref="TestCluster"/>; dropped when it is disposed of.</summary>
public sealed class TestDatabase(string connectionString, Func<Task> drop) : IAsyncDisposable
{
    public string ConnectionString => connectionString;

    public async ValueTask DisposeAsync() => await drop();
}
