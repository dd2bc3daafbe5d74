using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Tests.Chaos;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Data;

/// <summary>With a synchronous standby that does not answer, nothing is told as done that the next fail-over would undo.</summary>
public sealed class UnreplicatedCommitTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly PostgresPlace place = new();
    private PostgresServer server = null!;

    public async Task InitializeAsync()
    {
        server = new(place, "primary", PostgresServer.FreePort());
        await server.CreateAsync();
        await server.RunAsync("create table notes (id uuid primary key)");
        await server.RunAsync("alter system set synchronous_standby_names = 'absent'");
        await server.RunAsync("select pg_reload_conf()");
        await Eventually.IsTrueAsync("the setting holds", async () => await server.AskAsync<string>("show synchronous_standby_names") == "absent");
    }

    public async Task DisposeAsync()
    {
        await server.DestroyAsync();
        await place.DisposeAsync();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    [Theory]
    [InlineData("a statement")]
    [InlineData("a transaction")]
    [InlineData("saved changes")]
    public async Task A_commit_that_the_standby_did_not_confirm_is_an_outage(string way)
    {
        await using var db = new Notes(server.ConnectionString);
        var asked = CommitAsync(db, way);
        // As the portal's own time limit does.
        await Eventually.IsTrueAsync("the wait for the standby is cancelled", async () =>
        {
            await server.AskAsync<long>("select count(pg_cancel_backend(pid)) from pg_stat_activity where wait_event = 'SyncRep'");
            return asked.IsCompleted;
        });
        Assert.True(Outage.IsOne(await Assert.ThrowsAnyAsync<Exception>(() => asked)));
        Assert.Equal(1, await server.AskAsync<long>("select count(*) from notes"));
    }

    private static async Task CommitAsync(Notes db, string way)
    {
        switch (way)
        {
            case "a statement":
                await db.Database.ExecuteSqlAsync($"insert into notes values ({Guid.CreateVersion7()})");
                break;
            case "a transaction":
                await using (var transaction = await db.Database.BeginTransactionAsync())
                {
                    await db.Database.ExecuteSqlAsync($"insert into notes values ({Guid.CreateVersion7()})");
                    await transaction.CommitAsync();
                }

                break;
            default:
                db.Add(new Note(Guid.CreateVersion7()));
                await db.SaveChangesAsync();
                break;
        }
    }

    private sealed record Note(Guid Id);

    private sealed class Notes(string connectionString) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseNpgsql(connectionString).AddInterceptors(new UnreplicatedCommits());

        protected override void OnModelCreating(ModelBuilder builder) => builder.Entity<Note>(note =>
        {
            note.ToTable("notes");
            note.Property(row => row.Id).HasColumnName("id");
        });
    }
}
