using AccountPortal.Mail;

namespace AccountPortal.Tests.Mail;

/// <summary>When a mail is tried again, and when no more.</summary>
public class RetryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 30)]
    [InlineData(3, 120)]
    [InlineData(4, 600)]
    [InlineData(5, 1800)]
    [InlineData(6, 3600)]
    [InlineData(7, 7200)]
    [InlineData(1000, 7200)]
    public void The_waits_grow_from_seconds_to_hours(int attempts, int seconds) =>
        Assert.Equal(Start.AddSeconds(seconds), RetrySchedule.Next(Start, attempts, Start));

    [Fact]
    public void The_last_attempt_is_at_the_end_of_three_days()
    {
        var end = Start + TimeSpan.FromDays(3);
        Assert.Equal(end.AddTicks(-1), RetrySchedule.Next(Start, 40, end.AddTicks(-1) - TimeSpan.FromHours(2)));
        Assert.Equal(end, RetrySchedule.Next(Start, 40, end - TimeSpan.FromHours(2)));
        Assert.Equal(end, RetrySchedule.Next(Start, 40, end.AddTicks(-1)));
        Assert.Null(RetrySchedule.Next(Start, 40, end));
    }

    [Fact]
    public async Task A_server_that_never_takes_it_is_tried_on_schedule_for_three_days_and_then_the_letter_is_wiped()
    {
        await using var server = SmtpServer.Start(command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 later" : null);
        await using var app = await PortalApp.StartAsync(server.Settings(), services: Posts.WithoutDispatcher);
        app.Clock.Stop();
        var id = await app.PostAsync(Posts.NewLetter());
        Assert.Equal(1, await app.DeliverAsync());
        while (await app.RowAsync(id) is { FailedAt: null } row)
        {
            Assert.NotNull(row.ProtectedBody);
            app.Clock.Advance(row.NextAttemptAt - app.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1));
            Assert.Equal(0, await app.DeliverAsync());
            app.Clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, await app.DeliverAsync());
        }

        var end = await app.RowAsync(id);
        Assert.Equal((end.CreatedAt + TimeSpan.FromDays(3), null, "SMTP 450 (MailboxBusy)"), (end.FailedAt, end.ProtectedBody, end.LastError));
        Assert.InRange(end.Attempts, 40, 50);
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await app.DeliverAsync());
    }
}
