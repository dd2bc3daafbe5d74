using AccountPortal.Data;
using AccountPortal.Tests.Settings;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccountPortal.Tests.Data;

public class MigrationTests
{
    [Fact]
    public async Task The_migrations_say_all_that_the_model_says()
    {
        await using var app = await PortalApp.StartAsync();
        Assert.False(await app.Db(db => Task.FromResult(db.Database.HasPendingModelChanges())));
        Assert.Empty(await app.Db(db => db.Database.GetPendingMigrationsAsync()));
    }

    [Fact]
    public async Task Several_nodes_may_migrate_at_once_and_again()
    {
        await using var database = await (await TestCluster.Shared).CreateEmptyDatabaseAsync();
        var settings = new Dictionary<string, string?> { ["ConnectionStrings:Portal"] = database.ConnectionString };
        var ends = await Race.RunAsync(3, async _ =>
        {
            await using var portal = PortalProcess.Start("Development", settings, "migrate");
            return await portal.EndAsync();
        });
        Assert.All(ends, end => Assert.Equal((0, ""), end));
        await using var app = await PortalApp.StartAsync(database: database);
        await app.SignInAsync(await app.NewPersonAsync());
    }

    [Fact]
    public async Task A_node_waits_for_the_one_that_migrates_longer_than_for_a_request()
    {
        await using var database = await (await TestCluster.Shared).CreateDatabaseAsync();
        await using var other = NpgsqlDataSource.Create(database.ConnectionString);
        await using var connection = await other.OpenConnectionAsync();
        await using var migrating = await connection.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand("lock table \"__EFMigrationsHistory\" in access exclusive mode", connection))
        {
            await take.ExecuteNonQueryAsync();
        }

        var starting = PortalApp.StartAsync(new() { ["ConnectionStrings:Portal"] = $"{database.ConnectionString};Command Timeout=1" }, database: database);
        await Eventually.IsTrueAsync("it waits for two seconds", async () =>
        {
            await using var waiting = other.CreateCommand(
                "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and clock_timestamp() - query_start > interval '2 s')");
            return await waiting.ExecuteScalarAsync() is true;
        });
        await migrating.RollbackAsync();
        await (await starting).DisposeAsync();
    }

    [Fact]
    public async Task An_unknown_command_is_named_and_help_lists_the_known_ones()
    {
        await using var portal = PortalProcess.Start("Development", [], "migrat");
        var (exitCode, error) = await portal.EndAsync();
        Assert.Equal(2, exitCode);
        Assert.Contains("\"migrat\"", error, StringComparison.Ordinal);
        Assert.Contains("migrate", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASVS_6_5_8_A_node_whose_clock_is_off_goes_by_the_databases()
    {
        await using var app = await PortalApp.StartAsync();
        var clock = new DatabaseClock { Offset = TimeSpan.FromMinutes(-3) };
        Assert.InRange(TimeProvider.System.GetUtcNow() - clock.GetUtcNow(), TimeSpan.FromSeconds(179), TimeSpan.FromSeconds(181));
        // Both on this machine: the heartbeat has measured next to nothing, by a clock that it did not make up.
        var measured = (DatabaseClock)app.Services.GetService(typeof(DatabaseClock))!;
        Assert.NotEqual(TimeSpan.Zero, measured.Offset);
        Assert.InRange(measured.Offset, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));
    }
}
