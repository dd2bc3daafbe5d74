using System.Net.Sockets;
using AccountPortal.Data;
using Npgsql;

namespace AccountPortal.Tests.Data;

/// <summary>Which failures empty the pool, and how often.</summary>
public sealed class StaleConnectionsTests : IAsyncLifetime
{
    private readonly HandClock clock = new();
    private TestDatabase? database;
    private NpgsqlDataSource? dataSource;

    public async Task InitializeAsync()
    {
        database = await (await TestCluster.Shared).CreateEmptyDatabaseAsync();
        dataSource = NpgsqlDataSource.Create(database.ConnectionString);
    }

    [Theory]
    [InlineData("08006"), InlineData("57P01"), InlineData("57P03"), InlineData("25006")]
    [InlineData("end of stream"), InlineData("reset"), InlineData("refused"), InlineData("wrapped")]
    public async Task A_server_that_went_away_or_only_reads_empties_the_pool(string failure) =>
        Assert.NotEqual(await BackendAsync(), await BackendAfterAsync(Failure(failure)));

    // Too many connections, a statement that was cancelled, a lock, a deadlock, a duplicate; a slow answer, a full pool, a bug.
    [Theory]
    [InlineData("53300"), InlineData("57014"), InlineData("55P03"), InlineData("40P01"), InlineData("23505")]
    [InlineData("slow"), InlineData("exhausted"), InlineData("somebody else's"), InlineData("bug")]
    public async Task Anything_else_leaves_it_alone(string failure) => Assert.Equal(await BackendAsync(), await BackendAfterAsync(Failure(failure)));

    [Fact]
    public async Task Once_a_second_is_enough()
    {
        var stale = new StaleConnections(dataSource!, clock);
        Assert.True(stale.DropAfter(Failure("57P01")));
        var backend = await BackendAsync();
        clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.False(stale.DropAfter(Failure("57P01")));
        Assert.Equal(backend, await BackendAsync());
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(stale.DropAfter(Failure("57P01")));
        Assert.NotEqual(backend, await BackendAsync());
    }

    public async Task DisposeAsync()
    {
        await dataSource!.DisposeAsync();
        await database!.DisposeAsync();
    }

    private static Exception Failure(string kind) => kind switch
    {
        "end of stream" => new NpgsqlException("read", new EndOfStreamException()),
        "reset" => new NpgsqlException("read", new IOException("reset", new SocketException((int)SocketError.ConnectionReset))),
        "refused" => new NpgsqlException("connect", new SocketException((int)SocketError.ConnectionRefused)),
        "wrapped" => new InvalidOperationException("transient", Failure("57P01")),
        "slow" => new NpgsqlException("read", new TimeoutException()),
        "exhausted" => new NpgsqlException("The connection pool has been exhausted"),
        "somebody else's" => new IOException("a file"),
        "bug" => new InvalidOperationException("a bug"),
        _ => new PostgresException("a failure", "ERROR", "ERROR", kind),
    };

    private async Task<int> BackendAfterAsync(Exception failure)
    {
        new StaleConnections(dataSource!, clock).DropAfter(failure);
        return await BackendAsync();
    }

    private async Task<int> BackendAsync()
    {
        await using var connection = await dataSource!.OpenConnectionAsync();
        return connection.ProcessID;
    }

    private sealed class HandClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan by) => ticks += by.Ticks;
    }
}
