using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AccountPortal.Data.Embedded;
using Npgsql;

namespace AccountPortal.Tests.Chaos;

/// <summary>One PostgreSQL on a loopback port: a primary, or a standby that streams from one. It can be stopped, killed, halted where it stands, and promoted.</summary>
internal sealed class PostgresServer(PostgresPlace place, string name, int port)
{
    private readonly string folder = Path.Combine(place.Folder, name);
    private string halted = "";

    public int Port => port;

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = port, Username = PostgresPlace.Role, Password = place.Password, Database = PostgresPlace.Database, Pooling = false, Timeout = 5, CommandTimeout = 20,
    }.ConnectionString;

    private string Data => Path.Combine(folder, "data");

    /// <summary>Makes an empty cluster that others may stream from, and starts it.</summary>
    public async Task CreateAsync()
    {
        await place.OwnAsync(folder);
        var password = Path.Combine(folder, "password");
        PrivateFolder.WriteShared(password, place.Password);
        await place.RunAsync("initdb", "-D", Data, "-U", PostgresPlace.Role, "-A", "scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions");
        // Each transaction waits for what the settings ask for, but for the disk itself: it is processes that die here, not the machine.
        await WriteSettingsAsync("fsync = off", "shared_buffers = '64MB'", "max_connections = 120", "max_wal_size = '192MB'", "wal_keep_size = '64MB'", "jit = off", "log_error_verbosity = terse");
        await File.AppendAllTextAsync(Path.Combine(Data, "pg_hba.conf"), "host replication all 127.0.0.1/32 scram-sha-256\n");
        await StartAsync();
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres" }.ConnectionString);
        await admin.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {PostgresPlace.Database}", admin);
        await create.ExecuteNonQueryAsync();
    }

    /// <summary>Becomes a standby of <paramref name="primary"/>, whatever it was before.</summary>
    public async Task FollowAsync(PostgresServer primary)
    {
        await PostgresPlace.RemoveAsync(Data);
        await place.OwnAsync(folder);
        var source = $"host=127.0.0.1 port={primary.Port} user={PostgresPlace.Role} password={place.Password} application_name=standby";
        await place.RunAsync("pg_basebackup", "-D", Data, "-d", source, "-X", "stream", "-c", "fast", "--no-sync", "-R");
        await WriteSettingsAsync();
        await StartAsync();
        await Eventually.IsTrueAsync("the standby streams", async () => await primary.AskAsync<long>("select count(*) from pg_stat_replication where state = 'streaming'") > 0, TimeSpan.FromSeconds(30));
    }

    public Task StartAsync() => place.RunAsync("pg_ctl", "-D", Data, "-w", "-s", "-t", "30", "-l", Path.Combine(folder, "log"), "start");

    /// <summary>As an operator stops it; clients are sent away.</summary>
    public Task StopAsync() => StopAsync("fast");

    /// <summary>As a crash: nothing is written any more.</summary>
    public async Task KillAsync()
    {
        await StopAsync("immediate");
        Assert.False(IsRunning);
    }

    public Task PromoteAsync() => place.RunAsync("pg_ctl", "-D", Data, "-w", "-s", "-t", "30", "promote");

    public bool IsRunning => PostmasterFile.Read(Data) is { } file && file.IsLive();

    /// <summary>Halts every process where it stands: connections stay open and nothing answers.</summary>
    public async Task HaltAsync()
    {
        var postmaster = PostmasterFile.Read(Data)!.ProcessId;
        await Signals.SendAsync("STOP", $"{postmaster}");
        halted = string.Join(' ', Signals.ChildrenOf(postmaster).Append(postmaster));
        await Signals.SendAsync("STOP", halted);
    }

    public async Task GoOnAsync()
    {
        if (halted.Length > 0)
        {
            await Signals.SendAsync("CONT", halted);
            halted = "";
        }
    }

    /// <summary>Ends it while it is halted: it does nothing more, as on a machine that was switched off.</summary>
    public async Task KillHaltedAsync()
    {
        await Signals.SendAsync("KILL", halted);
        halted = "";
        await Eventually.IsTrueAsync("the server is gone", () => Task.FromResult(!IsRunning));
    }

    public async Task<T> AskAsync<T>(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Whether commits wait until the standby has them.</summary>
    public async Task WaitForStandbyAsync(bool wait)
    {
        await RunAsync($"alter system set synchronous_standby_names = '{(wait ? "standby" : "")}'");
        await RunAsync("select pg_reload_conf()");
        await Eventually.IsTrueAsync("the setting holds", async () => await AskAsync<string>("show synchronous_standby_names") == (wait ? "standby" : ""));
        if (wait)
        {
            await Eventually.IsTrueAsync("the standby is synchronous", async () => await AskAsync<long>("select count(*) from pg_stat_replication where sync_state = 'sync'") == 1);
        }
    }

    /// <summary>Ends it for good, halted or not.</summary>
    public async Task DestroyAsync()
    {
        await GoOnAsync();
        await StopAsync("immediate");
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task StopAsync(string mode)
    {
        if (IsRunning)
        {
            await place.RunAsync("pg_ctl", "-D", Data, "-w", "-s", "-t", "30", "-m", mode, "stop");
        }
    }

    // The later of two lines counts.
    private Task WriteSettingsAsync(params string[] more) => File.AppendAllTextAsync(
        Path.Combine(Data, "postgresql.conf"),
        string.Create(CultureInfo.InvariantCulture, $"\nlisten_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\n{string.Join('\n', more)}\n"));
}
