using System.Net;
using AccountPortal.Data;
using AccountPortal.Deletion;
using AccountPortal.Tests.Deletion;
using AccountPortal.Tests.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql;

namespace AccountPortal.Tests.Data;

/// <summary>Old and new version run side by side in a rolling upgrade (docs/deploying.md, "A rolling upgrade").</summary>
public class SideBySideTests
{
    // What came before was on no machine but the developers' own.
    private const string Baseline = "20261121132739_Retention";

    private const string BeforeRelease = "before the first release: there was no version before";

    /// <summary>Each with its reason.</summary>
    private static readonly Dictionary<string, string> Listed = new()
    {
        ["20261121140000_ChangeFeed runs SQL: create function portal_session_rows_gone() returns trigger language plpgsql as $$"] = "triggers that only tell; nobody has to listen",
        ["20261121143531_DeletionIndexes builds ix_users_created_at, for which writes to users wait"] = BeforeRelease,
        ["20261121143531_DeletionIndexes builds ix_ended_sessions_ended_by, for which writes to ended_sessions wait"] = BeforeRelease,
        ["20261121143531_DeletionIndexes runs SQL: create index ix_outbox_emails_lower_to_address on outbox_emails (lower(to_address)) where user_id is null"] = BeforeRelease,
        ["20261121155753_Saml builds ix_device_sessions_saml_provider_id_saml_name_id, for which writes to device_sessions wait"] = BeforeRelease,
        ["20261121155753_Saml runs SQL: drop trigger portal_session_updated on device_sessions;"] = "put back in the same transaction, and tells more: what an old node hears too often it reads again",
        ["20261121155753_Saml runs SQL: create trigger portal_provider_disabled after update on saml_providers for each row"] = "a trigger that only tells",
        ["20261121230500_AccountParts runs SQL: create index if not exists ix_users_locked on users (id) where locked_at is not null;"] = BeforeRelease,
        ["20261121191918_SessionRoom does what nobody has judged: AlterTableOperation"] = "how full new pages get; the lock holds up neither reads nor writes",
        ["20261122023000_AddressHalves runs SQL: create index if not exists ix_users_domain on users (split_part(normalized_email, '@', 2) text_pattern_ops, id);"] = BeforeRelease,
        ["20261122115915_AccountSearchText runs SQL: alter table users alter column search_text set statistics 300;"] = BeforeRelease,
        ["20261122115915_AccountSearchText writes users anew for search_text, for which reads and writes wait"] = BeforeRelease,
        ["20261122052036_AddressBeginnings does what nobody has judged: DropIndexOperation"] = "made anew in the same transaction",
        ["20261122052036_AddressBeginnings makes ix_users_normalized_email unique, which refuses what the version before writes"] = "so it was before",
        ["20261121233000_ChangesByHand runs SQL: create or replace function portal_account_changed() returns trigger language plpgsql as $$"] =
            "triggers that only tell, and tell more: what an old node hears too often it reads again",
    };

    [Fact]
    public async Task Every_migration_leaves_the_version_before_it_working()
    {
        await using var app = await PortalApp.StartAsync();
        var found = await app.Db(db =>
        {
            var assembly = db.GetService<IMigrationsAssembly>();
            return Task.FromResult(assembly.Migrations.Where(migration => string.CompareOrdinal(migration.Key, Baseline) > 0)
                .SelectMany(migration => SideBySide.Problems(assembly.CreateMigration(migration.Value, db.Database.ProviderName!).UpOperations), (migration, problem) => $"{migration.Key} {problem}").ToList());
        });
        Assert.Empty(found.Except(Listed.Keys));
        Assert.Empty(Listed.Keys.Except(found));
    }

    public static TheoryData<MigrationOperation, string?> Operations => new()
    {
        { Column(nullable: true), null },
        { Column(standard: 0), null },
        { Column(), "users.age" },
        { new AddColumnOperation { Table = "users", Name = "age", ClrType = typeof(int), ComputedColumnSql = "1", IsStored = true }, "writes users anew" },
        { new DropColumnOperation { Table = "users", Name = "age" }, "drops users.age" },
        { new DropTableOperation { Name = "pets" }, "drops pets" },
        { new RenameColumnOperation { Table = "users", Name = "age", NewName = "years" }, "renames users.age" },
        { new RenameTableOperation { Name = "users", NewName = "accounts" }, "renames users" },
        { new AlterColumnOperation { Table = "users", Name = "age", ClrType = typeof(long) }, "changes users.age" },
        { new CreateIndexOperation { Table = "users", Name = "ix_age", Columns = ["age"], IsUnique = true }, "makes ix_age unique" },
        { new CreateIndexOperation { Table = "users", Name = "ix_age", Columns = ["age"] }, "builds ix_age" },
        { new SqlOperation { Sql = "update users set age = 1" }, "runs SQL: update users" },
        { new DropIndexOperation { Name = "ix_age" }, "nobody has judged" },
        { Table(ReferentialAction.Cascade), null },
        { Table(ReferentialAction.Restrict), "an erasure by the version before leaves" },
        { Table(null), "an erasure by the version before leaves" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void What_breaks_the_version_before_is_seen(MigrationOperation operation, string? problem)
    {
        var problems = SideBySide.Problems([operation]);
        if (problem is null)
        {
            Assert.Empty(problems);
        }
        else
        {
            Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_node_works_on_a_schema_that_is_newer_than_itself(string environment)
    {
        await using var database = await (await TestCluster.Shared).CreateDatabaseAsync();
        await ExpandAsync(database);
        await using var app = await PortalApp.StartAsync(environment: environment, database: database, services: services =>
        {
            ErasurePortal.Still(services);
            Posts.WithoutDispatcher(services);
        });
        Assert.Equal(HttpStatusCode.OK, (await app.NewBrowser().GetJsonAsync("/health/ready")).Status);
        var (person, browser) = (People.New(), app.NewBrowser());
        Assert.Equal(HttpStatusCode.Accepted, (await browser.PostJsonAsync("/signup", new { email = person.Email, password = person.Password })).Status);
        await browser.GoAsync(await app.Mail.LastLinkAsync(person.Email, "/verify-email"));
        await browser.SubmitAsync("/verify-email", new { password = person.Password });
        Assert.True(await browser.IsSignedInAsync());
        var second = await app.SignInAsync(person, userAgent: UserAgents.SafariOnIphone);
        Assert.Equal(HttpStatusCode.NoContent, (await second.PostJsonAsync("/me/step-up", new { password = person.Password })).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.PostJsonAsync("/me/sessions/revoke-all")).Status);
        Assert.False(await browser.IsSignedInAsync());
        Assert.True(await app.DeliverAsync() > 0);
        // What the newer version keeps of the account goes with it.
        var id = Guid.Parse((await second.GetJsonAsync("/me"))["id"].GetString()!);
        await app.SqlAsync<long>("with added as (insert into pets (id, user_id) values (gen_random_uuid(), $1) returning 1) select count(*) from added", id);
        await app.RequestErasureAsync(id);
        Assert.Equal(ErasureOutcome.Erased, await app.EraseAsync(id));
        Assert.Equal(0, await app.SqlAsync<long>("select count(*) from pets"));
    }

    [Fact]
    public async Task A_node_that_is_newer_than_the_schema_is_ready_once_it_is_migrated()
    {
        await using var database = await (await TestCluster.Shared).CreateDatabaseAsync();
        await using (var before = await PortalApp.StartAsync(database: database))
        {
            await before.Db(db => db.GetService<IMigrator>().MigrateAsync(db.Database.GetMigrations().SkipLast(1).Last()));
        }

        await using var node = await PortalApp.StartAsync(environment: "Production", database: database);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await node.NewBrowser().GetJsonAsync("/health/ready")).Status);
        await Database.MigrateAsync(node.Services);
        await Eventually.IsTrueAsync("it is ready", async () => (await node.NewBrowser().GetJsonAsync("/health/ready")).Status == HttpStatusCode.OK);
        await node.SignInAsync(await node.NewPersonAsync());
    }

    // What a next version may do: columns more on every table, a table more, and its line in the history.
    private static async Task ExpandAsync(TestDatabase database)
    {
        await using var psql = NpgsqlDataSource.Create(database.ConnectionString);
        await using var expand = psql.CreateCommand(
            """
            do $$
            declare name text;
            begin
              for name in select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> '__EFMigrationsHistory' loop
                execute format('alter table %I add column next_optional text, add column next_required integer not null default 7', name);
              end loop;
            end $$;
            create table pets (id uuid primary key, user_id uuid not null references users (id) on delete cascade);
            insert into "__EFMigrationsHistory" values ('29991231235959_OfANewerVersion', '99');
            """);
        await expand.ExecuteNonQueryAsync();
    }

    private static AddColumnOperation Column(bool nullable = false, object? standard = null) =>
        new() { Table = "users", Name = "age", ClrType = typeof(int), IsNullable = nullable, DefaultValue = standard };

    private static CreateTableOperation Table(ReferentialAction? onDelete)
    {
        var table = new CreateTableOperation { Name = "pets" };
        table.Columns.Add(new AddColumnOperation { Table = "pets", Name = "user_id", ClrType = typeof(Guid) });
        if (onDelete is { } action)
        {
            table.ForeignKeys.Add(new AddForeignKeyOperation { Table = "pets", Columns = ["user_id"], PrincipalTable = "users", PrincipalColumns = ["id"], OnDelete = action });
        }

        return table;
    }
}
