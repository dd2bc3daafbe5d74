using System.Diagnostics;
using Npgsql;

namespace AccountPortal.Tests.Sessions.Cache;

/// <summary>PgBouncer in transaction mode before a test database: each transaction may meet another server process, and nothing that a server says unasked comes through.</summary>
public sealed class Pooler : IAsyncDisposable
{
    private const int Port = 6432;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-pooler-");
    private readonly Process process;

    private Pooler(NpgsqlConnectionStringBuilder behind)
    {
        // PgBouncer does not run as root: as whom it runs has to get at its folder.
        Process.Start("chmod", ["777", folder.FullName]).WaitForExit();
        var settings = Path.Combine(folder.FullName, "pgbouncer.ini");
        File.WriteAllText(settings, $"""
            [databases]
            {behind.Database} = host={behind.Host} port={behind.Port} user={behind.Username}
            [pgbouncer]
            unix_socket_dir = {folder.FullName}
            listen_port = {Port}
            auth_type = any
            pool_mode = transaction
            default_pool_size = 4
            max_client_conn = 200
            ignore_startup_parameters = extra_float_digits

            """);
        string[] account = Environment.UserName == "root" ? ["-u", Account] : [];
        process = Process.Start(new ProcessStartInfo("pgbouncer", ["-q", .. account, settings]))!;
        ConnectionString = new NpgsqlConnectionStringBuilder(behind.ConnectionString) { Host = folder.FullName, Port = Port }.ConnectionString;
    }

    /// <summary>Whom it runs as where the tests are root.</summary>
    public const string Account = "postgres";

    /// <summary>The way through it.</summary>
    public string ConnectionString { get; }

    public static async Task<Pooler> StartAsync(TestDatabase database)
    {
        var pooler = new Pooler(new NpgsqlConnectionStringBuilder(database.ConnectionString));
        await Eventually.IsTrueAsync("the pooler answers", pooler.AnswersAsync);
        return pooler;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        Assert.False(process.HasExited, "The pooler ended by itself.");
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;SSL Mode=Disable;GSS Encryption Mode=Disable");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
