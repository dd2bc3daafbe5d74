using System.Diagnostics;
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
    private string? frozen;

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

    /// <summary>Halts every process of the server where it stands: connections stay open and nothing answers, as on a host that hangs.</summary>
    public async Task FreezeAsync()
    {
        await using var connection = await ConnectAsync();
        frozen = $"{await AskAsync("select split_part(pg_read_file('postmaster.pid'), E'\n', 1)")}";
        // First the one that would start others; ours last.
        Signal("STOP", frozen);
        var backends = await AskAsync("select string_agg(pid::text, ' ' order by pid = pg_backend_pid()) from pg_stat_activity");
        frozen += $" {backends}";
        Signal("STOP", backends);

        async Task<string> AskAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return (string)(await command.ExecuteScalarAsync())!;
        }
    }

    /// <summary>Lets the server go on, if it is halted.</summary>
    public void Thaw()
    {
        if (frozen is not null)
        {
            Signal("CONT", frozen);
            frozen = null;
        }
    }

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

        return new TestDatabase(ConnectionString(name), () => RunAsync($"drop database if exists {name} with (force)"));
    }

    /// <summary>Lets another user of this machine into its databases: a pooler that does not run as root.</summary>
    public async Task AllowAsync(string account)
    {
        await using var connection = await ConnectAsync();
        await using var ask = new NpgsqlCommand("select current_setting('ident_file') || ' ' || current_user", connection);
        var (file, role) = ((string)(await ask.ExecuteScalarAsync())!).Split(' ') is [var path, var name] ? (path, name) : default;
        await File.AppendAllTextAsync(file, $"\nportal \"{account}\" {role}\n");
        await using var reload = new NpgsqlCommand("select pg_reload_conf()", connection);
        await reload.ExecuteNonQueryAsync();
    }

    /// <summary>A database without any table.</summary>
    public async Task<TestDatabase> CreateEmptyDatabaseAsync()
    {
        var name = $"empty_{Interlocked.Increment(ref copies)}";
        await RunAsync($"create database {name}");
        return new TestDatabase(ConnectionString(name), () => RunAsync($"drop database if exists {name} with (force)"));
    }

    public ValueTask DisposeAsync()
    {
        Thaw();
        copying.Dispose();
        return postgres.DisposeAsync();
    }

    // What the portal waits for its database by default is short for a crowd of requests on a slow machine.
    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = database, MaxPoolSize = PoolSize, Timeout = 30, CommandTimeout = 60 }.ConnectionString;

    // By the shell's own command: .NET has none for it.
    private static void Signal(string name, string processes)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {processes}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var administration = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "postgres", Pooling = false };
        var connection = new NpgsqlConnection(administration.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = await ConnectAsync();
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
