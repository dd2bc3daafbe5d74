using AccountPortal.Export;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Export;

/// <summary>Exports are made in the background by whichever node comes first, and survive what becomes of it.</summary>
public class ExportMakingTests(QuietPortal quiet) : IClassFixture<QuietPortal>
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private readonly PortalApp app = quiet.App;

    [Fact]
    public async Task A_running_portal_makes_it_by_itself()
    {
        await using var running = await PortalApp.StartAsync();
        var browser = await running.SignInAsync(await running.NewPersonAsync());
        var id = await browser.AskAsync();
        await Eventually.IsTrueAsync("the export is ready", async () => await running.StateAsync(id) == ExportState.Ready);
        await running.SetAsync(id, "expires_at = now()");
        running.Clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.IsTrueAsync("the archive is gone", async () => await running.StateAsync(id) == ExportState.Expired && await running.PartsAsync(id) == 0);
    }

    [Fact]
    public async Task Two_nodes_make_each_once()
    {
        // Of their own: the clocks of two nodes go alike.
        await using var one = await ExportPortal.StartAsync();
        await using var other = await ExportPortal.StartAsync(database: one.Database);
        List<Guid> ids = [];
        foreach (var _ in Enumerable.Range(0, 6))
        {
            ids.Add(await (await one.SignInAsync(await one.NewPersonAsync())).AskAsync());
        }

        await Task.WhenAll(one.MakeAllAsync(), other.MakeAllAsync());
        foreach (var id in ids)
        {
            var row = await one.RowAsync(id);
            Assert.Equal((ExportState.Ready, 1), (row.State, row.Attempts));
            Assert.Equal(1, await one.Db(db => db.OutboxEmails.CountAsync(mail => mail.UserId == row.UserId && mail.Subject.StartsWith("Your data"))));
        }
    }

    [Fact]
    public async Task After_a_node_that_died_another_starts_anew_once_its_lease_is_over()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        var id = await browser.AskAsync();
        app.Clock.Stop();
        var dead = (await app.Queue().ClaimAsync(default))!;
        Assert.True(await app.Queue().AddPartAsync(dead, 0, [1, 2, 3], default));
        Assert.True(await app.Queue().AddPartAsync(dead, 1, [4, 5, 6], default));
        app.Clock.Advance(ExportQueue.Lease - Moment);
        Assert.False(await app.MakeNextAsync());
        app.Clock.Advance(Moment);
        Assert.True(await app.MakeNextAsync());
        Assert.Equal((ExportState.Ready, 2, 1), (await app.StateAsync(id), (await app.RowAsync(id)).Attempts, await app.PartsAsync(id)));
        await browser.ReadAsync(id);
    }

    [Fact]
    public async Task What_a_node_does_that_lost_its_lease_counts_no_more()
    {
        var id = await (await app.SignInAsync(await app.NewPersonAsync())).AskAsync();
        var slow = (await app.Queue().ClaimAsync(default))!;
        app.Clock.Advance(ExportQueue.Lease + Moment);
        var next = (await app.Queue().ClaimAsync(default))!;
        Assert.Equal((slow.Id, slow.Attempt + 1), (next.Id, next.Attempt));
        Assert.False(await app.Queue().AddPartAsync(slow, 0, [1], default));
        Assert.False(await app.Queue().RenewAsync(slow, new ExportProgress(), default));
        Assert.False(await app.With((ExportEnding ending) => ending.ReadyAsync(slow, 1, 1, [1], default)));
        Assert.False(await app.With((ExportEnding ending) => ending.FailedAsync(slow, null, default)));
        await app.Queue().ReleaseAsync(slow);
        await app.Queue().PostponeAsync(slow, "no");
        Assert.Equal((ExportState.Running, 0), (await app.StateAsync(id), await app.PartsAsync(id)));
        await app.Queue().ReleaseAsync(next);
        await app.MakeAllAsync();
    }

    [Fact]
    public async Task The_lease_is_renewed_while_the_work_goes_on()
    {
        var id = await (await app.SignInAsync(await app.NewPersonAsync())).AskAsync();
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("lock table user_passkeys in access exclusive mode");
        var making = app.MakeNextAsync();
        await hold.QueuedAsync(1);
        app.Clock.Advance(ExportQueue.Lease - Moment);
        var until = app.Clock.GetUtcNow() + ExportQueue.Lease - TimeSpan.FromSeconds(30);
        await Eventually.IsTrueAsync("the lease is renewed", async () => (await app.RowAsync(id)).LeaseUntil > until);
        app.Clock.Advance(ExportQueue.Lease - Moment);
        await Eventually.IsTrueAsync("the lease is renewed again", async () => (await app.RowAsync(id)).LeaseUntil > until + ExportQueue.Lease - Moment);
        await hold.ReleaseAsync();
        await making;
        Assert.Equal((ExportState.Ready, 1), (await app.StateAsync(id), (await app.RowAsync(id)).Attempts));
    }

    [Fact]
    public async Task A_node_that_hears_that_it_lost_its_lease_stops()
    {
        var id = await (await app.SignInAsync(await app.NewPersonAsync())).AskAsync();
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("lock table user_passkeys in access exclusive mode");
        var making = app.MakeNextAsync();
        await hold.QueuedAsync(1);
        await app.SetAsync(id, "attempts = 2");
        // It waits for the lock no longer, though nobody gave it up.
        Assert.True(await making);
        Assert.Equal(ExportState.Running, await app.StateAsync(id));
        await app.SetAsync(id, "state = 'failed'");
    }

    [Fact]
    public async Task A_portal_that_stops_hands_it_over_at_once()
    {
        var id = await (await app.SignInAsync(await app.NewPersonAsync())).AskAsync();
        using var stop = new CancellationTokenSource();
        await using (var hold = await Hold.StartAsync(app))
        {
            await hold.RunAsync("lock table user_passkeys in access exclusive mode");
            var making = app.MakeNextAsync(stop.Token);
            await hold.QueuedAsync(1);
            await stop.CancelAsync();
            await making;
        }

        var row = await app.RowAsync(id);
        Assert.Equal((ExportState.Waiting, null, 0), (row.State, row.LeaseUntil, row.Attempts));
        Assert.True(await app.MakeNextAsync());
        Assert.Equal(ExportState.Ready, await app.StateAsync(id));
    }

    [Fact]
    public async Task After_three_failures_it_is_given_up_and_its_owner_told_and_nothing_of_the_data_is_logged()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        // No fact is an object: a row that nothing can make sense of.
        await app.SqlAsync<Guid>(
            "insert into security_events (id, at, kind, outcome, account_id, details) values (gen_random_uuid(), now(), 'profile-changed', 'success', $1, '{\"note\": {\"hunter2\": 1}}') returning id",
            person.Id);
        var id = await browser.AskAsync();
        app.Clock.Stop();
        for (var attempt = 1; attempt < ExportQueue.MostAttempts; attempt++)
        {
            Assert.True(await app.MakeNextAsync());
            Assert.Equal((ExportState.Waiting, attempt), (await app.StateAsync(id), (await app.RowAsync(id)).Attempts));
            app.Clock.Advance(ExportQueue.Pause - Moment);
            Assert.False(await app.MakeNextAsync());
            app.Clock.Advance(Moment);
        }

        Assert.True(await app.MakeNextAsync());
        var row = await app.RowAsync(id);
        Assert.Equal((ExportState.Failed, "InvalidOperationException", 0), (row.State, row.LastError, await app.PartsAsync(id)));
        Assert.Contains("could not be prepared", (await app.Mail.LastAsync(person.Email)).Subject, StringComparison.Ordinal);
        await browser.GoAsync("/account/export");
        Assert.Contains("We could not prepare your data", browser.Text, StringComparison.Ordinal);
        Assert.Contains(app.Logs.Lines, line => line.Level == LogLevel.Error && line.Text.Contains($"Export {id} is given up", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Logs.Lines, line => line.Text.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_kills_every_node_is_given_up_too()
    {
        var id = await (await app.SignInAsync(await app.NewPersonAsync())).AskAsync();
        for (var attempt = 0; attempt < ExportQueue.MostAttempts; attempt++)
        {
            Assert.Equal(id, (await app.Queue().ClaimAsync(default))?.Id);
            app.Clock.Advance(ExportQueue.Lease + Moment);
        }

        Assert.True(await app.MakeNextAsync());
        Assert.Equal(ExportState.Failed, await app.StateAsync(id));
        Assert.False(await app.MakeNextAsync());
    }

    [Fact]
    public async Task It_goes_with_its_account_whatever_it_is_about()
    {
        var (done, _, ready) = await app.NewWithArchiveAsync();
        var person = await app.NewPersonAsync();
        var running = await (await app.SignInAsync(person)).AskAsync();
        var claim = (await app.Queue().ClaimAsync(default))!;
        Assert.Equal(running, claim.Id);
        await app.Db(db => db.Users.Where(account => account.Id == person.Id || account.Id == done.Id).ExecuteDeleteAsync());
        Assert.Equal(0, await app.Db(db => db.DataExports.CountAsync(export => export.Id == ready || export.Id == running)));
        Assert.Equal(0, await app.PartsAsync(ready));
        Assert.False(await app.Queue().AddPartAsync(claim, 0, [1], default));
        Assert.False(await app.With((ExportEnding ending) => ending.ReadyAsync(claim, 1, 1, [1], default)));
    }
}
