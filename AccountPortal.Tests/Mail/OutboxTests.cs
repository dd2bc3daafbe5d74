using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Mail;

/// <summary>Mail is neither lost nor premature (P10).</summary>
public class OutboxTests
{
    [Fact]
    public async Task Two_portals_send_each_of_a_hundred_mails_once()
    {
        await using var server = SmtpServer.Start();
        await using var first = await PortalApp.StartAsync(server.Settings());
        await using var second = await PortalApp.StartAsync(server.Settings(), database: first.Database);
        var letters = Enumerable.Range(0, 100).Select(_ => Posts.NewLetter()).ToList();
        await Task.WhenAll(letters.Select((letter, i) => (i % 2 == 0 ? first : second).PostAsync(letter)));
        await Eventually.IsTrueAsync("all are sent", () => first.Db(db => db.OutboxEmails.AllAsync(mail => mail.SentAt != null)), TimeSpan.FromSeconds(60));
        Assert.Equal(letters.Select(letter => letter.To).Order(), server.Mails.Select(mail => mail.To).Order());
        Assert.True(await first.Db(db => db.OutboxEmails.AllAsync(mail => mail.Attempts == 1)));
    }

    [Fact]
    public async Task Claims_that_race_get_each_mail_once_and_no_more_than_a_batch()
    {
        await using var app = await PortalApp.StartAsync(services: Posts.WithoutDispatcher);
        var ids = new List<Guid>();
        for (var i = 0; i < 40; i++)
        {
            ids.Add(await app.PostAsync(Posts.NewLetter()));
        }

        var queue = app.Services.GetRequiredService<OutboxQueue>();
        var batches = await Race.RunAsync(30, _ => queue.ClaimAsync(CancellationToken.None));
        Assert.All(batches, batch => Assert.InRange(batch.Count, 0, OutboxQueue.BatchSize));
        Assert.Equal(ids.Order(), batches.SelectMany(batch => batch).Select(mail => mail.Id).Order());
    }

    [Fact]
    public async Task A_mail_that_a_node_took_and_never_recorded_comes_up_again_after_the_lease()
    {
        await using var server = SmtpServer.Start();
        await using var app = await PortalApp.StartAsync(server.Settings(), services: Posts.WithoutDispatcher);
        app.Clock.Stop();
        var letter = Posts.NewLetter();
        var id = await app.PostAsync(letter);
        var queue = app.Services.GetRequiredService<OutboxQueue>();
        var stale = Assert.Single(await queue.ClaimAsync(CancellationToken.None));
        app.Clock.Advance(queue.Lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await app.DeliverAsync());
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await app.DeliverAsync());
        Assert.Equal((await app.RowAsync(id)).MessageId, (await server.MailToAsync(letter.To)).Header("Message-ID"));
        // The first node is back, with news that is out of date.
        await queue.RecordAsync(stale, Delivery.Refused("too late"), keepLetter: false);
        Assert.Null((await app.RowAsync(id)).FailedAt);
    }

    [Fact]
    public async Task What_a_node_says_of_a_mail_that_another_has_taken_since_changes_nothing()
    {
        await using var app = await PortalApp.StartAsync(services: Posts.WithoutDispatcher);
        app.Clock.Stop();
        var id = await app.PostAsync(Posts.NewLetter());
        var queue = app.Services.GetRequiredService<OutboxQueue>();
        var stale = Assert.Single(await queue.ClaimAsync(CancellationToken.None));
        app.Clock.Advance(queue.Lease);
        Assert.Single(await queue.ClaimAsync(CancellationToken.None));
        var before = await app.RowAsync(id);
        await queue.RecordAsync(stale, Delivery.Postponed("too late"), keepLetter: false);
        var after = await app.RowAsync(id);
        Assert.Equal((before.NextAttemptAt, null), (after.NextAttemptAt, after.LastError));
    }

    [Fact]
    public async Task A_mail_goes_with_the_commit_and_not_before()
    {
        await using var server = SmtpServer.Start();
        await using var app = await PortalApp.StartAsync(server.Settings());
        var (held, free, undone) = (Posts.NewLetter(), Posts.NewLetter(), Posts.NewLetter());
        await app.Db(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            app.Services.GetRequiredService<Outbox>().Add(db, held);
            await db.SaveChangesAsync();
            // Posted later and there already: the dispatcher has looked since.
            await app.PostAsync(free);
            await server.MailToAsync(free.To);
            Assert.DoesNotContain(server.Mails, mail => mail.To == held.To);
            await transaction.CommitAsync();
        });
        await server.MailToAsync(held.To);
        await app.Db(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            app.Services.GetRequiredService<Outbox>().Add(db, undone);
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        });
        var last = Posts.NewLetter();
        await app.PostAsync(last);
        await server.MailToAsync(last.To);
        Assert.False(await app.Db(db => db.OutboxEmails.AnyAsync(mail => mail.To == undone.To)));
        Assert.DoesNotContain(server.Mails, mail => mail.To == undone.To);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_wakes_the_dispatcher_of_its_own_process(bool inTransaction)
    {
        await using var app = await PortalApp.StartAsync(services: Posts.WithoutDispatcher);
        var woken = app.Services.GetRequiredService<OutboxSignal>().WaitAsync(TimeSpan.FromDays(1), CancellationToken.None);
        await app.Db(async db =>
        {
            await using var transaction = inTransaction ? await db.Database.BeginTransactionAsync() : null;
            app.Services.GetRequiredService<Outbox>().Add(db, Posts.NewLetter());
            await db.SaveChangesAsync();
            Assert.False(inTransaction && woken.IsCompleted);
            await (transaction?.CommitAsync() ?? Task.CompletedTask);
        });
        await woken.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_mail_that_cannot_be_read_holds_up_no_other_and_is_kept()
    {
        await using var server = SmtpServer.Start();
        await using var app = await PortalApp.StartAsync(server.Settings(), services: Posts.WithoutDispatcher);
        var (broken, letter) = (await app.PostAsync(Posts.NewLetter()), Posts.NewLetter());
        await app.Db(db => db.OutboxEmails.Where(mail => mail.Id == broken).ExecuteUpdateAsync(set => set.SetProperty(mail => mail.ProtectedBody, new byte[] { 1, 2, 3 })));
        await app.PostAsync(letter);
        Assert.Equal(2, await app.DeliverAsync());
        await server.MailToAsync(letter.To);
        var row = await app.RowAsync(broken);
        Assert.Equal((null, null, true), (row.SentAt, row.FailedAt, row.ProtectedBody is not null));
    }

    [Fact]
    public async Task ASVS_16_2_5_No_log_line_names_a_recipient_or_a_link()
    {
        await using var server = SmtpServer.Start(command => command switch
        {
            _ when command.Contains("later-", StringComparison.Ordinal) => "450 later-someone@example.com: greylisted",
            _ when command.Contains("never-", StringComparison.Ordinal) => "550 never-someone@example.com: unknown",
            _ => null,
        });
        await using var app = await PortalApp.StartAsync(server.Settings(), services: Posts.WithoutDispatcher);
        var broken = await app.PostAsync(Posts.NewLetter("broken-someone@example.com"));
        await app.Db(db => db.OutboxEmails.Where(mail => mail.Id == broken).ExecuteUpdateAsync(set => set.SetProperty(mail => mail.ProtectedBody, new byte[] { 1 })));
        foreach (var to in new[] { "later-someone@example.com", "never-someone@example.com", "fine-someone@example.com", "no address-someone" })
        {
            await app.PostAsync(Posts.NewLetter(to));
        }

        Assert.Equal(5, await app.DeliverAsync());
        var lines = app.Logs.Lines.Where(line => line.Level >= LogLevel.Information).ToList();
        Assert.Equal(4, lines.Count(line => line.Level == LogLevel.Warning && line.Category == typeof(OutboxDelivery).FullName));
        string[] secrets = ["someone", "token=", "0123456789abcdef"];
        Assert.All(lines, line => Assert.All(secrets, secret => Assert.DoesNotContain(secret, line.Text, StringComparison.Ordinal)));
    }
}
