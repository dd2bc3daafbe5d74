using AccountPortal.Data.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AccountPortal.Tests.Data;

/// <summary>A folder such as a checkout's, with the cluster that is kept in it; all of it goes with the test.</summary>
internal sealed class Checkout : IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("portal-");

    public Checkout(string name = "checkout")
    {
        Folder = Path.Combine(parent.FullName, name, ".portal");
        Account = ServerAccount.Choose();
        Place = ClusterPlace.Kept(Folder, Account);
    }

    public string Folder { get; }

    public ServerAccount? Account { get; }

    public ClusterPlace Place { get; }

    public Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions? options = null) =>
        EmbeddedPostgres.StartAsync(options ?? EmbeddedPostgresOptions.Kept(Folder), NullLogger.Instance);

    public async Task<string> StartFailureAsync(EmbeddedPostgresOptions? options = null) =>
        (await Assert.ThrowsAnyAsync<EmbeddedPostgresException>(() => StartAsync(options))).Message;

    public static async Task<T> AskAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public void Dispose()
    {
        if (Directory.Exists(Place.Home))
        {
            Directory.Delete(Place.Home, recursive: true);
        }
        File.Delete(Place.Lock);
        File.Delete(Path.ChangeExtension(Place.Lock, ".pid"));
        parent.Delete(recursive: true);
    }
}
