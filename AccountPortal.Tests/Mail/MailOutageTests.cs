using AccountPortal.Mail;
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

    private static List<LogLine> Lines(PortalApp app) => [.. app.Logs.Lines.Where(line => line.Category == typeof(MailDispatcher).FullName)];
}
