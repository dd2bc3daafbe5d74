using System.Diagnostics;
using AccountPortal.Data.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AccountPortal.Tests.Data;

public class EmbeddedPostgresTests
{
    private const string RememberOne = "create table kept as select 1 as value; select value from kept";

    [Fact]
    public async Task Data_is_kept_from_one_run_to_the_next()
    {
        using var checkout = new Checkout();
        await using (var postgres = await checkout.StartAsync())
        {
            await Checkout.AskAsync<int>(postgres.ConnectionString, RememberOne);
        }
        await using var again = await checkout.StartAsync();
        Assert.Equal(1, await Checkout.AskAsync<int>(again.ConnectionString, "select value from kept"));
        Assert.Equal("portal", await Checkout.AskAsync<string>(again.ConnectionString, "select current_database()::text"));
    }

    [Fact]
    public async Task Deleting_the_checkouts_folder_starts_afresh()
    {
        using var checkout = new Checkout();
        await using (var postgres = await checkout.StartAsync())
        {
            await Checkout.AskAsync<int>(postgres.ConnectionString, RememberOne);
        }
        Directory.Delete(checkout.Folder, recursive: true);
        await using var again = await checkout.StartAsync();
        Assert.False(await Checkout.AskAsync<bool>(again.ConnectionString, "select to_regclass('kept') is not null"));
    }

    [Fact]
    public async Task A_second_app_is_told_which_process_holds_the_cluster()
    {
        using var checkout = new Checkout();
        await using var postgres = await checkout.StartAsync();
        var message = await checkout.StartFailureAsync();
        Assert.Contains($"process {Environment.ProcessId}", message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__Portal", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(1, await Checkout.AskAsync<int>(postgres.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_server_whose_app_vanished_is_taken_over_and_stopped_in_the_end()
    {
        using var checkout = new Checkout();
        await (await checkout.StartAsync()).DisposeAsync();
        await (await PostmasterAsync(checkout)).StartAsync(CancellationToken.None);
        var orphan = PostmasterFile.Read(checkout.Place.Data)!;

        var postgres = await checkout.StartAsync();
        Assert.Equal(orphan.ProcessId, await ServerProcessAsync(postgres));
        await postgres.DisposeAsync();
        Assert.Null(PostmasterFile.Read(checkout.Place.Data));
        // The server takes its file away first and is gone a moment later.
        await Eventually.IsTrueAsync("the server's process to be gone", () => Task.FromResult(!orphan.IsLive()));
    }

    [Fact]
    public async Task A_server_that_was_killed_is_started_again_with_its_data()
    {
        using var checkout = new Checkout();
        await using var postgres = await checkout.StartAsync();
        await Checkout.AskAsync<int>(postgres.ConnectionString, RememberOne);
        var server = await ServerProcessAsync(postgres);
        using (var process = Process.GetProcessById(server))
        {
            process.Kill();
        }
        await postgres.StartAgainAsync();
        Assert.NotEqual(server, await ServerProcessAsync(postgres));
        Assert.Equal(1, await Checkout.AskAsync<int>(postgres.ConnectionString, "select value from kept"));
    }

    [Fact]
    public async Task After_a_reboot_another_process_may_have_the_servers_number()
    {
        using var checkout = new Checkout();
        await (await checkout.StartAsync()).DisposeAsync();
        var stale = $"{Environment.ProcessId}\n{checkout.Place.Data}\n1700000000\n5432\n{checkout.Place.Server}/run\n\n  1 1\nready\n";
        await File.WriteAllTextAsync(Path.Combine(checkout.Place.Data, "postmaster.pid"), stale);
        await using var postgres = await checkout.StartAsync();
        Assert.NotEqual(Environment.ProcessId, await ServerProcessAsync(postgres));
    }

    [Fact]
    public async Task An_initdb_that_was_killed_half_way_leaves_no_trace()
    {
        using var checkout = new Checkout();
        var unfinished = Directory.CreateDirectory(checkout.Place.Data + ".unfinished");
        await File.WriteAllTextAsync(Path.Combine(unfinished.FullName, "PG_VERSION"), "15");
        await using var postgres = await checkout.StartAsync();
        Assert.False(unfinished.Exists && Directory.Exists(unfinished.FullName));
        Assert.Equal(1, await Checkout.AskAsync<int>(postgres.ConnectionString, "select 1"));
    }

    [Theory]
    [InlineData("mit Leerzeichen und Ümläuten 東京")]
    [InlineData("it's $HOME, \"quoted\" `true`: all of it")]
    [InlineData("too-long-for-a-socket-0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task Any_folder_will_do(string name)
    {
        using var checkout = new Checkout(name);
        await using var postgres = await checkout.StartAsync();
        await postgres.StopAsync();
        await postgres.StartAgainAsync();
        Assert.Equal(1, await Checkout.AskAsync<int>(postgres.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Without_binaries_one_line_says_what_to_install()
    {
        using var checkout = new Checkout();
        var message = await checkout.StartFailureAsync(EmbeddedPostgresOptions.Kept(checkout.Folder) with { BinaryFolders = [checkout.Folder] });
        Assert.Contains("apt-get install postgresql", message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__Portal", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public async Task Data_of_another_version_is_left_alone()
    {
        using var checkout = new Checkout();
        await (await checkout.StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(checkout.Place.Data, "PG_VERSION"), "9\n");
        Assert.Contains("made by PostgreSQL 9", await checkout.StartFailureAsync(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(checkout.Place.Data, "global", "pg_control")));
    }

    [Fact]
    public async Task A_server_that_will_not_start_says_why()
    {
        using var checkout = new Checkout();
        await (await checkout.StartAsync()).DisposeAsync();
        File.Delete(Path.Combine(checkout.Place.Data, "global", "pg_control"));
        Assert.Contains("global/pg_control", await checkout.StartFailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throw_away_cluster_can_be_stopped_and_started_and_is_gone_in_the_end()
    {
        var postgres = await EmbeddedPostgres.StartAsync(EmbeddedPostgresOptions.ThrowAway() with { Database = "a \"b\"" }, NullLogger.Instance);
        Assert.Equal("off", await Checkout.AskAsync<string>(postgres.ConnectionString, "show fsync"));
        await postgres.StopAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Checkout.AskAsync<int>(postgres.ConnectionString, "select 1"));
        await postgres.StartAgainAsync();
        var data = await Checkout.AskAsync<string>(postgres.ConnectionString, "show data_directory");
        await postgres.DisposeAsync();
        Assert.False(Directory.Exists(Path.Combine(data, "..", "..")));
    }

    [Fact]
    public async Task What_killed_test_runs_left_is_removed_by_the_next_wherever_it_lies()
    {
        var folders = await ThrowAwayFolders.AllAsync(ServerAccount.Choose());
        var leftovers = folders.Select(folder => Path.Combine(folder, Path.GetRandomFileName())).ToList();
        foreach (var leftover in leftovers)
        {
            Directory.CreateDirectory(Path.Combine(leftover, "server", "data"));
            await File.WriteAllTextAsync(leftover + ".lock", "");
        }

        await using var postgres = await EmbeddedPostgres.StartAsync(EmbeddedPostgresOptions.ThrowAway(), NullLogger.Instance);
        Assert.All(leftovers, leftover => Assert.False(Directory.Exists(leftover) || File.Exists(leftover + ".lock"), leftover));
        Assert.StartsWith(folders[0], await Checkout.AskAsync<string>(postgres.ConnectionString, "show data_directory"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_memory_that_somebody_else_made_is_not_used()
    {
        var memory = Directory.Exists(ThrowAwayFolders.Memory) ? ThrowAwayFolders.Memory : Path.GetTempPath();
        memory = Directory.CreateDirectory(Path.Combine(memory, Path.GetRandomFileName())).FullName;
        try
        {
            var ours = await ThrowAwayFolders.AllAsync(ServerAccount.Choose(), memory);
            if (ours.Count > 1) Directory.Delete(ours[0]);
            File.CreateSymbolicLink(Path.Combine(memory, $"account-portal-{Environment.UserName}"), Path.GetTempPath());
            Assert.Equal([ours[^1]], await ThrowAwayFolders.AllAsync(ServerAccount.Choose(), memory));
        }
        finally
        {
            Directory.Delete(memory, recursive: true);
        }
    }

    [Fact]
    public async Task The_server_listens_on_no_port_and_asks_the_kernel_who_connects()
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(EmbeddedPostgresOptions.ThrowAway(), NullLogger.Instance);
        Assert.Equal("", await Checkout.AskAsync<string>(postgres.ConnectionString, "show listen_addresses"));
        Assert.Equal(1, await Checkout.AskAsync<long>(postgres.ConnectionString, "select count(*) from pg_hba_file_rules where auth_method = 'peer'"));
        Assert.Equal(0, await Checkout.AskAsync<long>(postgres.ConnectionString, "select count(*) from pg_hba_file_rules where auth_method <> 'peer'"));
    }

    private static Task<int> ServerProcessAsync(EmbeddedPostgres postgres) =>
        Checkout.AskAsync<int>(postgres.ConnectionString, "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int");

    private static async Task<Postmaster> PostmasterAsync(Checkout checkout) => new(
        checkout.Place, checkout.Account, await PostgresBinaries.FindAsync(null, checkout.Place, CancellationToken.None));
}
