using AccountPortal.Data;
using AccountPortal.Sessions.Cache;
using Npgsql;

namespace AccountPortal.Tests.Data;

/// <summary>A connection string that names several servers leads to the one that writes.</summary>
public class DatabaseHostsTests
{
    [Theory]
    [InlineData("")]
    [InlineData(";Target Session Attributes=primary")]
    [InlineData(";Target Session Attributes=read-write")]
    [InlineData(";Target Session Attributes=prefer-standby")]
    public async Task Whatever_kind_of_server_is_written_it_is_the_primary(string wish)
    {
        await using var database = await (await TestCluster.Shared).CreateEmptyDatabaseAsync();
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        // Nobody is at the first of them.
        parts.Host = $"127.0.0.1:1,{parts.Host}";
        await using var hosts = new DatabaseHosts(new NpgsqlConnectionStringBuilder(parts.ConnectionString + wish));
        Assert.True(hosts.AreSeveral);
        await using var command = hosts.Source.CreateCommand("select pg_is_in_recovery()");
        Assert.Equal(false, await command.ExecuteScalarAsync());
        await using var feed = new FeedConnection(parts.ConnectionString + wish);
        await using var listening = await feed.OpenAsync(default);
        Assert.Equal(System.Data.ConnectionState.Open, listening.State);
    }

    [Fact]
    public async Task One_host_is_taken_as_it_is()
    {
        await using var database = await (await TestCluster.Shared).CreateEmptyDatabaseAsync();
        await using var hosts = new DatabaseHosts(new NpgsqlConnectionStringBuilder(database.ConnectionString));
        Assert.False(hosts.AreSeveral);
        await using var connection = await hosts.Source.OpenConnectionAsync();
    }
}
