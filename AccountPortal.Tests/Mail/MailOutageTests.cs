using AccountPortal.Data;
using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Mail;

/// <summary>The database goes away and comes back; a PostgreSQL of its own is really stopped.</summary>
public class MailOutageTests
{
    [Fact]
    public async Task The_dispatcher_survives_an_outage_and_says_so_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var database = await cluster.CreateDatabaseAsync();
        await using var server = SmtpServer.Start();
        await using var app = await PortalApp.StartAsync(server.Settings(), database: database);
        var (before, after) = (Posts.NewLetter(), Posts.NewLetter());
        await app.PostAsync(before);
        await server.MailToAsync(before.To);
        await cluster.StopAsync();
        await Eventually.IsTrueAsync("the dispatcher meets the outage", () => Task.FromResult(Lines(app).Count > 0));
        await cluster.StartAgainAsync();
        await app.PostAsync(after);
        await server.MailToAsync(after.To);
        Assert.Equal(LogLevel.Warning, Assert.Single(Lines(app)).Level);
    }

    [Fact]
    public async Task A_mail_that_was_taken_while_the_database_went_away_is_not_sent_again()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var database = await cluster.CreateDatabaseAsync();
        await using var server = SmtpServer.Start();
        await using var app = await PortalApp.StartAsync(server.Settings(), database: database);
        var stopped = false;
        server.Script = command =>
        {
            if (command == "." && !stopped)
            {
                stopped = true;
                cluster.StopAsync().GetAwaiter().GetResult();
            }

            return null;
        };
        var letter = Posts.NewLetter();
        await app.PostAsync(letter);
        await server.MailToAsync(letter.To);
        await cluster.StartAgainAsync();
        // Long before the claim is over, after which another node would send it once more.
        await Eventually.IsTrueAsync("it is recorded", async () => await app.With((PortalDbContext db) => db.OutboxEmails.AnyAsync(mail => mail.To == letter.To && mail.SentAt != null)), TimeSpan.FromSeconds(30));
        await server.MailToAsync(letter.To);
    }

    private static List<LogLine> Lines(PortalApp app) => [.. app.Logs.Lines.Where(line => line.Category == typeof(MailDispatcher).FullName)];
}
