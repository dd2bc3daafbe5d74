using System.Buffers.Text;
using AccountPortal.Deletion;
using AccountPortal.Tests.Settings;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Deletion;

/// <summary>A backup that is brought back brings nobody back who was erased, and touches nobody who came since.</summary>
public class EraseAgainTests(ErasurePortal portal) : IClassFixture<ErasurePortal>
{
    private PortalApp App => portal.App;

    [Fact]
    public async Task A_restored_backup_is_cleared_of_whom_was_erased_since()
    {
        await using var app = await PortalApp.StartAsync(services: ErasurePortal.Still);
        var (person, moved, stays) = (await app.NewPersonAsync(), await app.NewPersonAsync(), await app.NewPersonAsync());
        await app.SignInAsync(person);
        var (dump, file) = (KeyFiles.NewPath("dump"), KeyFiles.NewPath("tombstones"));
        await PostgresTools.DumpAsync(app.Database, dump);
        // One has another address by the time that it goes.
        await app.Db(db => db.Users.Where(row => row.Id == moved.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Email, "moved@example.org").SetProperty(row => row.NormalizedEmail, "MOVED@EXAMPLE.ORG")));
        foreach (var one in new[] { person, moved })
        {
            await app.RequestErasureAsync(one.Id);
            Assert.Equal(ErasureOutcome.Erased, await app.EraseAsync(one.Id));
        }

        var (_, printed, _) = await RunAsync(app.Database, "tombstones");
        Assert.Equal(2, printed.Split('\n').Length);
        Assert.DoesNotContain("@", printed, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, printed + "\n");

        await using var database = await (await TestCluster.Shared).CreateEmptyDatabaseAsync();
        await PostgresTools.RestoreAsync(database, dump);
        await using var restored = await PortalApp.StartAsync(database: database, services: ErasurePortal.Still);
        Assert.True(await restored.ExistsAsync(person.Id) && await restored.ExistsAsync(moved.Id));
        // By its own table, which the backup has from before, it finds nobody.
        Assert.Equal((0, "Erased 0 accounts again; added 0 tombstones.", ""), await RunAsync(database, "erase-again"));
        var (_, dry, _) = await RunAsync(database, "erase-again", file, "--dry-run");
        Assert.Equal([$"Read 2 tombstones from {file}.", .. new[] { person.Id, moved.Id }.Order().Select(id => id.ToString()), "2 accounts would be erased again."], dry.Split('\n', StringSplitOptions.TrimEntries));
        Assert.True(await restored.ExistsAsync(person.Id));
        Assert.Equal((0, $"Read 2 tombstones from {file}.{Environment.NewLine}Erased 2 accounts again; added 2 tombstones.", ""), await RunAsync(database, "erase-again", file));
        Assert.False(await restored.ExistsAsync(person.Id) || await restored.ExistsAsync(moved.Id));
        Assert.True(await restored.ExistsAsync(stays.Id));
        Assert.Contains("A backup", (await restored.Mail.LastAsync(person.Email)).Paragraphs[0], StringComparison.Ordinal);
        Assert.Empty(await DatabaseSearch.FindAsync(restored, person.Id));

        // Who signs up anew stays, however often it is run.
        var anew = await restored.NewPersonAsync(email: person.Email);
        Assert.Equal((0, $"Read 2 tombstones from {file}.{Environment.NewLine}Erased 0 accounts again; added 0 tombstones.", ""), await RunAsync(database, "erase-again", file));
        Assert.True(await restored.ExistsAsync(anew.Id));
    }

    [Fact]
    public async Task By_its_address_an_unproven_account_is_found_that_is_older_than_the_erasure()
    {
        var (before, after, proven) = (await App.NewPersonAsync(verified: false), await App.NewPersonAsync(verified: false), await App.NewPersonAsync());
        var erasedAt = App.Clock.GetUtcNow();
        foreach (var one in new[] { before, after, proven })
        {
            Assert.True(AccountPortal.Accounts.EmailAddress.TryParse(one.Email.ToUpperInvariant(), out var email));
            await App.With((Tombstones tombstones) => tombstones.AddAsync(
                new Tombstone { Id = Guid.CreateVersion7(erasedAt), ErasedAt = erasedAt, AddressHash = tombstones.HashOf(email), AccountHash = tombstones.HashOf(Guid.CreateVersion7(erasedAt)), Cause = DeletionCause.Owner }, default));
        }

        await CreatedAsync(before, erasedAt - TimeSpan.FromMicroseconds(1));
        await CreatedAsync(after, erasedAt);
        // At the backup it had the address that it gave up before somebody else came with it, who was erased.
        await CreatedAsync(proven, erasedAt.AddYears(-1));
        var found = await App.With((EraseAgain again) => again.FindAsync([], default));
        Assert.Equal([before.Id], found);
    }

    [Fact]
    public async Task A_file_with_a_bad_line_or_nothing_in_it_does_nothing_at_all()
    {
        var (good, bad, empty) = (KeyFiles.NewPath("tombstones"), KeyFiles.NewPath("tombstones"), KeyFiles.NewPath("tombstones"));
        var hash = Base64Url.EncodeToString(new byte[32]);
        var line = $"2026-11-21T12:00:00.0000000Z {hash} {hash} owner";
        await File.WriteAllTextAsync(bad, $"{line}\n\n{line} and more\n");
        var stones = await App.Db(db => db.Tombstones.CountAsync());
        Assert.Equal((2, "", $"Line 3 of {bad} is no tombstone. Nothing was done."), await RunAsync(App.Database, "erase-again", bad));
        await File.WriteAllTextAsync(empty, "\n");
        Assert.Equal((2, "", $"There is no tombstone in {empty}. Nothing was done. If nobody was ever erased, leave it out."), await RunAsync(App.Database, "erase-again", empty));
        Assert.Equal((2, "", "There is no file nowhere.txt."), await RunAsync(App.Database, "erase-again", "nowhere.txt"));
        Assert.Equal((2, "", "Use tombstones, or erase-again [FILE] [--dry-run]."), await RunAsync(App.Database, "erase-again", good, bad));
        Assert.Equal(stones, await App.Db(db => db.Tombstones.CountAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-21 {0} {0} owner")]
    [InlineData("2026-11-21T12:00:00.0000000Z {0} owner")]
    [InlineData("2026-11-21T12:00:00.0000000Z {0}AA {0} owner")]
    [InlineData("2026-11-21T12:00:00.0000000Z {0} {0} nobody")]
    public void What_is_no_tombstone_is_not_read(string line) =>
        Assert.False(TombstoneLine.TryRead(line.Replace("{0}", Base64Url.EncodeToString(new byte[32]), StringComparison.Ordinal), out _));

    [Fact]
    public void A_line_is_read_as_it_was_written()
    {
        var stone = new Tombstone { Id = Guid.CreateVersion7(App.Clock.GetUtcNow()), ErasedAt = App.Clock.GetUtcNow(), AccountHash = [.. Enumerable.Range(0, 32).Select(n => (byte)n)], AddressHash = [.. Enumerable.Repeat((byte)255, 32)], Cause = DeletionCause.Inactive };
        Assert.True(TombstoneLine.TryRead(TombstoneLine.Of(stone), out var read));
        Assert.Equal((stone.ErasedAt, stone.Cause), (read.ErasedAt, read.Cause));
        Assert.Equal(stone.AccountHash, read.AccountHash);
        Assert.Equal(stone.AddressHash, read.AddressHash);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(TestDatabase database, params string[] arguments)
    {
        await using var portal = PortalProcess.Start("Development", new() { ["ConnectionStrings:Portal"] = database.ConnectionString }, arguments);
        return await portal.EndWithOutputAsync();
    }

    private Task<int> CreatedAsync(Person person, DateTimeOffset at) =>
        App.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, at)));
}
