using AccountPortal.Mail;

namespace AccountPortal.Tests.Mail.RealSmtp;

/// <summary>The mail about a sign-in, to a server that is not ours and that refuses, hangs or goes away.</summary>
public class RealSmtpTests
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_recipient_who_is_refused_for_good_is_given_up_at_once_and_others_get_theirs()
    {
        await using var server = RealSmtpServer.Away();
        await using var app = await StartAsync(server);
        await server.AnswerAsync("RCPT", "550 5.1.1 no such person here");
        var alert = await SignInAlert.CauseAsync(app);
        var row = await alert.RowAsync("is given up", row => row.FailedAt is not null);
        Assert.Equal((1, null, "SMTP 550 (MailboxUnavailable)"), (row.Attempts, row.ProtectedBody, row.LastError));
        await server.AnswerAsync();
        await (await SignInAlert.CauseAsync(app)).ArrivedOnceAsync(server);
        app.Clock.Advance(RetrySchedule.Patience);
        await (await SignInAlert.CauseAsync(app)).ArrivedOnceAsync(server);
        Assert.DoesNotContain(server.Mails, mail => mail.RcptTo == alert.Person.Email);
    }

    [Theory]
    [InlineData("MAIL", "451 4.3.0 later")]
    [InlineData("RCPT", "451 4.7.1 greylisted")]
    [InlineData("DATA", "451 4.3.0 disk full")]
    [InlineData("DATA", "421 4.3.2 going down")]
    public async Task What_is_refused_for_now_comes_later_once(string verb, string reply)
    {
        await using var server = RealSmtpServer.Away();
        await using var app = await StartAsync(server);
        await server.AnswerAsync(verb, reply);
        var alert = await SignInAlert.CauseAsync(app);
        var postponed = await alert.PostponedAsync();
        Assert.StartsWith($"SMTP {reply[..3]} ", postponed.LastError, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
        await server.AnswerAsync();
        app.Clock.Advance(FirstWait);
        Assert.Equal(postponed.MessageId, (await alert.ArrivedOnceAsync(server)).MessageId);
    }

    [Fact]
    public async Task A_refused_password_loses_no_mail()
    {
        await using var server = RealSmtpServer.Away();
        await using var app = await StartAsync(server, knows: "another", tells: RealSmtpServer.Password);
        var alert = await SignInAlert.CauseAsync(app);
        var postponed = await alert.PostponedAsync();
        Assert.Contains(server.Heard, line => line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(server.Mails);
        await server.StartAsync(password: RealSmtpServer.Password);
        app.Clock.Advance(FirstWait);
        var mail = await alert.ArrivedOnceAsync(server);
        Assert.Equal((RealSmtpServer.User, postponed.MessageId), (mail.User, mail.MessageId));
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_server_that_falls_silent_is_left_in_time_and_other_mail_goes_on(string verb)
    {
        await using var server = RealSmtpServer.Away();
        await using var app = await StartAsync(server, timeout: "00:00:04");
        await server.AnswerAsync(verb);
        var hung = await SignInAlert.CauseAsync(app);
        await Eventually.IsTrueAsync("the server is silent", () => Task.FromResult(server.IsSilent));
        await server.AnswerAsync();
        await (await SignInAlert.CauseAsync(app)).ArrivedOnceAsync(server);
        var postponed = await hung.PostponedAsync();
        Assert.Equal("the SMTP server did not finish within 00:00:04", postponed.LastError);
        app.Clock.Advance(FirstWait);
        Assert.Equal(postponed.MessageId, (await hung.ArrivedOnceAsync(server)).MessageId);
    }

    [Fact]
    public async Task A_server_that_was_away_gets_the_mail_once_it_is_back()
    {
        await using var server = RealSmtpServer.Away();
        await using var app = await PortalApp.StartAsync(server.Settings());
        var alert = await SignInAlert.CauseAsync(app);
        var postponed = await alert.PostponedAsync();
        Assert.Equal("no connection to the SMTP server (ConnectionRefused)", postponed.LastError);
        await server.StartAsync();
        app.Clock.Advance(FirstWait);
        Assert.Equal(postponed.MessageId, (await alert.ArrivedOnceAsync(server)).MessageId);
    }

    [Fact]
    public async Task A_server_that_goes_away_in_the_middle_of_a_mail_gets_it_once_it_is_back()
    {
        await using var server = RealSmtpServer.Away();
        await using var app = await StartAsync(server);
        await server.AnswerAsync("DATA");
        var alert = await SignInAlert.CauseAsync(app);
        await Eventually.IsTrueAsync("the server has the mail and does not say so", () => Task.FromResult(server.IsSilent));
        await server.StopAsync();
        var postponed = await alert.PostponedAsync();
        await server.StartAsync();
        app.Clock.Advance(FirstWait);
        Assert.Equal(postponed.MessageId, (await alert.ArrivedOnceAsync(server)).MessageId);
    }

    private static async Task<PortalApp> StartAsync(RealSmtpServer server, string timeout = "00:01:00", string? knows = null, string? tells = null)
    {
        await server.StartAsync(password: knows);
        return await PortalApp.StartAsync(server.Settings(timeout: timeout, password: tells));
    }
}
