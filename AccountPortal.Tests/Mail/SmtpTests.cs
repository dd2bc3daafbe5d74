using System.Net;

namespace AccountPortal.Tests.Mail;

/// <summary>Mails by SMTP, to a server that does all that servers do.</summary>
public class SmtpTests
{
    [Fact]
    public async Task A_mail_arrives_whole_and_its_letter_is_wiped()
    {
        await using var server = SmtpServer.Start();
        await using var app = await PortalApp.StartAsync(server.Settings(more: new() { ["Mail:From"] = "Zoë's Accounts <accounts@portal.example>", ["Mail:Smtp:User"] = "portal", ["Mail:Smtp:Password"] = "päss" }));
        var letter = Posts.NewLetter(subject: "Grüße, 你好 🙂") with { Paragraphs = ["Ça va, 你好?"] };
        var row = await app.SentAsync(await app.PostAsync(letter));
        var mail = await server.MailToAsync(letter.To);
        Assert.Equal(("accounts@portal.example", "Zoë's Accounts"), (mail.Sender.Address, mail.Sender.DisplayName));
        Assert.Equal(("accounts@portal.example", letter.To, letter.Subject), (mail.From, mail.Header("To"), mail.Subject));
        Assert.Equal((row.MessageId, "auto-generated", "1.0"), (mail.Header("Message-ID"), mail.Header("Auto-Submitted"), mail.Header("MIME-Version")));
        Assert.StartsWith("multipart/alternative", mail.Header("Content-Type"), StringComparison.Ordinal);
        Assert.InRange(DateTimeOffset.Parse(mail.Header("Date"), System.Globalization.CultureInfo.InvariantCulture) - row.CreatedAt, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(5));
        Assert.All(new[] { mail.Text, mail.Html }, part => Assert.Contains(letter.Button!.Url, part, StringComparison.Ordinal));
        Assert.Contains(letter.Paragraphs[0], mail.Text, StringComparison.Ordinal);
        Assert.Equal(("portal", "päss"), (mail.User, mail.Password));
        Assert.Null(row.ProtectedBody);
        Assert.Equal((1, null), (row.Attempts, row.LastError));
    }

    [Fact]
    public async Task Where_STARTTLS_is_asked_for_and_not_offered_nothing_is_sent()
    {
        await using var server = SmtpServer.Start();
        await using var app = await PortalApp.StartAsync(server.Settings(startTls: true, more: new() { ["Mail:Smtp:User"] = "portal", ["Mail:Smtp:Password"] = "secret" }));
        var row = await app.PostponedAsync(await app.PostAsync(Posts.NewLetter()));
        Assert.Contains("STARTTLS", row.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal) || command.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.NotNull(row.ProtectedBody);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_with_a_reason()
    {
        using var certificate = SmtpCertificate.New();
        await using var server = SmtpServer.Start(certificate: certificate);
        await using var app = await PortalApp.StartAsync(server.Settings(startTls: true));
        var row = await app.PostponedAsync(await app.PostAsync(Posts.NewLetter()));
        Assert.Contains("certificate", row.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_recipient_is_given_up_at_once_and_the_letter_wiped()
    {
        await using var server = SmtpServer.Start(command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "550 no such person here" : null);
        await using var app = await PortalApp.StartAsync(server.Settings());
        var id = await app.PostAsync(Posts.NewLetter());
        var row = await app.RowAsync(id, "the mail is given up", row => row.FailedAt is not null);
        Assert.Equal((1, null, "SMTP 550 (MailboxUnavailable)"), (row.Attempts, row.ProtectedBody, row.LastError));
    }

    [Theory]
    [InlineData("RCPT", "450 greylisted")]
    [InlineData("RCPT", "451 later")]
    [InlineData("RCPT", "530 authenticate first")]
    [InlineData("RCPT", "550 5.7.1 not without authentication")]
    [InlineData("RCPT", "550 Relay not permitted")]
    [InlineData("MAIL", "553 not your address")]
    [InlineData("CONNECT", "554 not today")]
    [InlineData("DATA", "554 no")]
    [InlineData(".", "554 it looks like spam")]
    [InlineData(".", "421 going down")]
    public async Task What_is_no_refusal_of_the_recipient_is_tried_again_with_the_same_words(string at, string reply)
    {
        await using var server = SmtpServer.Start();
        var refusals = 0;
        server.Script = command => command.StartsWith(at, StringComparison.Ordinal) && Interlocked.Increment(ref refusals) == 1 ? reply : null;
        await using var app = await PortalApp.StartAsync(server.Settings(more: new() { ["Mail:Smtp:User"] = "portal", ["Mail:Smtp:Password"] = "secret" }));
        var letter = Posts.NewLetter();
        var id = await app.PostAsync(letter);
        var row = await app.PostponedAsync(id);
        Assert.Contains(reply[..3], row.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain(reply[4..], row.LastError, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(2, (await app.SentAsync(id)).Attempts);
        Assert.Equal(row.MessageId, (await server.MailToAsync(letter.To)).Header("Message-ID"));
    }

    [Theory]
    [InlineData("MAIL", "530 5.7.0 authenticate first")]
    [InlineData("RCPT", "550 relay not permitted")]
    [InlineData("RCPT", "554 5.7.1 relay access denied")]
    public async Task A_refused_password_loses_no_mail(string at, string reply)
    {
        // The framework's client goes on without having signed in, and the server refuses what comes next.
        await using var server = SmtpServer.Start();
        var refuses = true;
        server.Script = command => !Volatile.Read(ref refuses) ? null
            : command.StartsWith("AUTH", StringComparison.Ordinal) ? "535 wrong password"
            : command.StartsWith(at, StringComparison.Ordinal) ? reply : null;
        await using var app = await PortalApp.StartAsync(server.Settings(more: new() { ["Mail:Smtp:User"] = "portal", ["Mail:Smtp:Password"] = "secret" }));
        var letter = Posts.NewLetter();
        var id = await app.PostAsync(letter);
        await app.PostponedAsync(id);
        Volatile.Write(ref refuses, false);
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        await app.SentAsync(id);
        Assert.Equal("portal", (await server.MailToAsync(letter.To)).User);
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("RCPT")]
    [InlineData(".")]
    public async Task A_server_that_hangs_holds_up_neither_other_mails_nor_pages(string at)
    {
        var hung = 0;
        await using var server = SmtpServer.Start(command => command.StartsWith(at, StringComparison.Ordinal) && Interlocked.Increment(ref hung) == 1 ? SmtpServer.Silence : null);
        await using var app = await PortalApp.StartAsync(server.Settings(timeout: "00:00:02"));
        var first = await app.PostAsync(Posts.NewLetter());
        await Eventually.IsTrueAsync("the server hangs", () => Task.FromResult(Volatile.Read(ref hung) > 0));
        var person = People.New();
        Assert.Equal(HttpStatusCode.Accepted, (await app.NewBrowser().PostJsonAsync("/signup", new { email = person.Email, password = person.Password })).Status);
        await server.MailToAsync(person.Email);
        Assert.Contains("within 00:00:02", (await app.PostponedAsync(first)).LastError, StringComparison.Ordinal);
        await Eventually.IsTrueAsync("the connection is closed", () => Task.FromResult(server.OpenConnections == 0));
    }

    [Fact]
    public async Task ASVS_16_5_2_While_the_server_is_away_pages_work_and_the_mail_arrives_once_it_is_back()
    {
        await using var server = SmtpServer.Away();
        await using var app = await PortalApp.StartAsync(server.Settings());
        var (person, browser) = (People.New(), app.NewBrowser());
        await browser.GoAsync("/sign-up");
        await browser.SubmitAsync("Create account", new { email = person.Email, password = person.Password });
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        await Eventually.IsTrueAsync("an attempt fails", () => app.SqlAsync<bool>("select coalesce(last_error, '') like 'no connection%' from outbox_emails where to_address = $1 union all select false", person.Email));
        server.Listen();
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("/verify-email?token=", (await server.MailToAsync(person.Email)).Text, StringComparison.Ordinal);
    }
}
