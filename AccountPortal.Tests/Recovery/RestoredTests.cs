using System.Collections.Concurrent;
using System.Data.Common;
using AccountPortal.Data;
using AccountPortal.Deletion;
using AccountPortal.EmailVerification;
using AccountPortal.Recovery;
using AccountPortal.Tests.Deletion;
using AccountPortal.Tests.Mail;
using AccountPortal.Tests.Settings;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Recovery;

/// <summary>A backup that is brought back: what was ended, used, sent or erased since is alive in it, and must not stay so.</summary>
public class RestoredTests
{
    [Fact]
    public async Task What_a_backup_brings_to_life_is_taken_back_by_one_command()
    {
        await using var app = await PortalApp.StartAsync(services: Still);
        var (person, erased) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var (thief, owner) = (await app.SignInAsync(person), await app.SignInAsync(person, userAgent: UserAgents.SafariOnIphone));
        var forgetful = app.NewBrowser();
        await forgetful.GoAsync("/forgot-password");
        await forgetful.SubmitAsync("/forgot-password", new { email = person.Email });
        var link = await app.Mail.LastLinkAsync(person.Email, "/reset-password");
        await app.Db(db => db.KnownDevices.Where(device => device.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(device => device.TrustedUntil, app.Clock.GetUtcNow().AddDays(7))));
        var (dump, file) = (KeyFiles.NewPath("dump"), KeyFiles.NewPath("tombstones"));
        await PostgresTools.DumpAsync(app.Database, dump);

        // Since then the owner has thrown the thief out, and somebody was erased.
        await owner.PostJsonAsync("/me/sessions/revoke-all");
        Assert.False(await thief.IsSignedInAsync());
        await app.RequestErasureAsync(erased.Id);
        Assert.Equal(ErasureOutcome.Erased, await app.EraseAsync(erased.Id));
        var (_, printed, _) = await RunAsync(app.Database, "tombstones");
        await File.WriteAllTextAsync(file, printed + "\n");

        await using var database = await (await TestCluster.Shared).CreateEmptyDatabaseAsync();
        await PostgresTools.RestoreAsync(database, dump);
        await using var restored = await PortalApp.StartAsync(database: database, services: Still);
        var (revived, late) = (restored.NewBrowser(), restored.NewBrowser());
        revived.SessionCookie = thief.SessionCookie;
        Assert.True(await revived.IsSignedInAsync());
        var told = await RunAsync(database, "restored", file, "--dry-run");
        Assert.StartsWith("Would take back sessions: 2, links in mails: 1, trusted devices: 2, mails that wait: ", told.Output, StringComparison.Ordinal);
        Assert.True(await revived.IsSignedInAsync());
        Assert.True(await restored.ExistsAsync(erased.Id));

        Assert.Equal((2, "There is no file nowhere."), await RunAsync(database, "restored", "nowhere") is var wrong ? (wrong.ExitCode, wrong.Error) : default);
        Assert.True(await revived.IsSignedInAsync());
        var (exitCode, output, error) = await RunAsync(database, "restored", file);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("Erased 1 account again", output, StringComparison.Ordinal);
        Assert.Contains("sessions: 2, links in mails: 1, trusted devices: 2", output, StringComparison.Ordinal);
        Assert.False(await revived.IsSignedInAsync());
        await revived.GoAsync("/sign-in");
        Assert.Contains("restored from a backup", revived.Text, StringComparison.Ordinal);
        Assert.False(await restored.ExistsAsync(erased.Id));
        await late.GoAsync(link);
        Assert.Empty(late.Page.QuerySelectorAll("input[name=newPassword]"));
        Assert.False(await restored.Db(db => db.KnownDevices.AnyAsync(device => device.TrustedUntil != null)));
        // What waited then was sent since. What the command itself says goes out.
        var waiting = await restored.Db(db => db.OutboxEmails.Where(mail => mail.SentAt == null && mail.FailedAt == null).Select(mail => mail.To).ToListAsync());
        Assert.Equal([erased.Email], waiting);
        Assert.False(await restored.Db(db => db.EmailTokens.AnyAsync(token => token.Purpose == TokenPurpose.ResetPassword)));
        // Nobody is kept out.
        Assert.True(await (await restored.SignInAsync(person)).IsSignedInAsync());
    }

    [Fact]
    public async Task What_its_owner_may_have_stopped_since_is_not_carried_out()
    {
        await using var app = await PortalApp.StartAsync(services: WithoutRounds);
        app.Clock.Stop();
        var (keeping, later, again) = (await app.NewPersonAsync(), await app.NewPersonAsync(), await app.NewPersonAsync());
        var (proven, used) = (await app.NewPersonAsync(verified: false), await app.NewPersonAsync());
        var (now, due) = (app.Clock.GetUtcNow(), TimeSpan.FromDays(-2));
        await app.InsertDeletionAsync(keeping.Id, left: due);
        await app.InsertDeletionAsync(later.Id, left: TimeSpan.FromDays(20));
        await app.InsertDeletionAsync(again.Id, DeletionCause.Restored, due);
        await app.InsertDeletionAsync(proven.Id, DeletionCause.Unverified, due);
        await app.InsertDeletionAsync(used.Id, DeletionCause.Inactive, due);
        await app.Db(async db =>
        {
            await db.DeletionRequests.Where(row => row.UserId == keeping.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.WeekTold, now.AddDays(-9)).SetProperty(row => row.DayTold, now.AddDays(-3)));
            db.FactorResets.Add(new() { UserId = keeping.Id, RequestedAt = now.AddDays(-3), DueAt = now.AddDays(-2), Reason = "lost the phone" });
            db.ImmediateDeletions.Add(new() { UserId = later.Id, RequestedBy = used.Id, RequestedAt = now.AddDays(-3), ExpiresAt = now.AddDays(4), Reason = "fraud" });
            db.AccountNotices.AddRange(
                Notice(proven, NoticeKind.Unverified), Notice(used, NoticeKind.Inactive), Notice(used, NoticeKind.InactiveDeletion), Notice(used, NoticeKind.LockedInactive));
            await db.SaveChangesAsync();
        });

        const string Counted = "resets of second factors: 1, deletions: 4, warnings before one: 3, wishes to erase at once: 1";
        Assert.Contains(Counted, (await RunAsync(app.Database, "restored", "--dry-run")).Output, StringComparison.Ordinal);
        Assert.Equal(5, await app.Db(db => db.DeletionRequests.CountAsync(row => row.ExecuteAt <= now || row.UserId == later.Id)));
        Assert.Contains(Counted, (await RunAsync(app.Database, "restored")).Output, StringComparison.Ordinal);

        foreach (var person in new[] { keeping, later, proven, used })
        {
            Assert.Equal(ErasureOutcome.NothingDue, await app.EraseAsync(person.Id));
        }

        var waiting = (await app.DeletionOfAsync(keeping.Id))!;
        Assert.Equal((null, null), (waiting.WeekTold, waiting.DayTold));
        Assert.InRange(waiting.ExecuteAt, now.AddDays(7), now.AddDays(7).AddMinutes(10));
        Assert.InRange((await app.DeletionOfAsync(later.Id))!.ExecuteAt, now.AddDays(19), now.AddDays(20));
        // It has a week to go, and says so once more.
        await using var scope = app.Services.CreateAsyncScope();
        app.Clock.Advance(waiting.ExecuteAt - TimeSpan.FromDays(6) - app.Clock.GetUtcNow());
        Assert.True(await scope.ServiceProvider.GetRequiredService<DeletionReminders>().SendNextAsync(default));
        Assert.EndsWith("will be deleted in 6 days", (await app.DeletionMailsAsync(keeping))[^1], StringComparison.Ordinal);
        Assert.False(await scope.ServiceProvider.GetRequiredService<FactorResets>().ApplyNextAsync(default));
        Assert.Null(await app.DeletionOfAsync(proven.Id));
        Assert.Null(await app.DeletionOfAsync(used.Id));
        Assert.False(await app.Db(db => db.ImmediateDeletions.AnyAsync()));
        Assert.Equal([NoticeKind.LockedInactive], await app.Db(db => db.AccountNotices.Select(notice => notice.Kind).ToListAsync()));
        // What had been erased before the backup goes as it would have.
        Assert.Equal(ErasureOutcome.Erased, await app.EraseAsync(again.Id));

        AccountNotice Notice(Person person, string kind) => new() { UserId = person.Id, Kind = kind, SentAt = now.AddDays(-30) };
    }

    [Fact]
    public async Task It_goes_by_the_databases_clock()
    {
        await using var app = await PortalApp.StartAsync(services: Still);
        await app.SignInAsync(await app.NewPersonAsync());
        var mail = await app.PostAsync(Posts.NewLetter());
        var late = app.Clock.GetUtcNow().AddMinutes(2);
        await app.Db(db => db.OutboxEmails.ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, late)));
        await app.Db(db => db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, late).SetProperty(row => row.LastActiveAt, late)));
        // To this process alone the database's clock is three minutes ahead: it is on a machine that is three minutes behind.
        await app.Db(db => db.Database.ExecuteSqlRawAsync(
            "create function public.clock_timestamp() returns timestamptz language sql as $f$ select pg_catalog.clock_timestamp() + interval '3 minutes' $f$"));
        var (exitCode, output, error) = await RunAsync(app.Database.ConnectionString + ";Search Path=public,pg_catalog", "restored");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("sessions: 1,", output, StringComparison.Ordinal);
        Assert.NotNull((await app.RowAsync(mail)).FailedAt);
        Assert.True(await app.Db(db => db.EndedSessions.AllAsync(row => row.EndedAt > late)));
    }

    [Fact]
    public async Task It_takes_the_time_that_a_large_database_needs()
    {
        var timeouts = new Timeouts();
        await using var app = await PortalApp.StartAsync(services: services =>
        {
            Still(services);
            services.ConfigureDbContext<PortalDbContext>(options => options.AddInterceptors(timeouts));
        });
        foreach (var words in new string[][] { ["--dry-run"], [] })
        {
            timeouts.Heard.Clear();
            Assert.Equal(0, await RestoredCommand.RunAsync(words, [], app.Services, default));
            foreach (var table in new[] { "known_devices", "tombstones" })
            {
                Assert.Contains(timeouts.Heard, heard => heard.Statement.Contains(table, StringComparison.Ordinal) && TimeSpan.FromSeconds(heard.Timeout) == TimeSpan.FromHours(1));
            }
        }
    }

    [Fact]
    public async Task Two_files_are_refused()
    {
        await using var database = await (await TestCluster.Shared).CreateDatabaseAsync();
        Assert.Equal((2, "", "Use restored [FILE] [--dry-run]."), await RunAsync(database, "restored", "one", "two"));
    }

    private static void WithoutRounds(IServiceCollection services)
    {
        Still(services);
        foreach (var rounds in services.Where(service => service.ImplementationType?.Name is "DeletionReminding" or "FactorResetting").ToList())
        {
            services.Remove(rounds);
        }
    }

    private static void Still(IServiceCollection services)
    {
        ErasurePortal.Still(services);
        Posts.WithoutDispatcher(services);
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(TestDatabase database, params string[] arguments) => RunAsync(database.ConnectionString, arguments);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string connectionString, params string[] arguments)
    {
        await using var portal = PortalProcess.Start("Development", new() { ["ConnectionStrings:Portal"] = connectionString }, arguments);
        return await portal.EndWithOutputAsync();
    }

    private sealed class Timeouts : DbCommandInterceptor
    {
        public ConcurrentQueue<(string Statement, int Timeout)> Heard { get; } = new();

        public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
        {
            Heard.Enqueue((result.CommandText, result.CommandTimeout));
            return result;
        }
    }
}
