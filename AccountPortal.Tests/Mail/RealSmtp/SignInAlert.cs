using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Mail.RealSmtp;

/// <summary>A person signs in with a browser that the portal does not know, and is to be told by mail.</summary>
internal sealed record SignInAlert(PortalApp App, Person Person)
{
    // Process starts, TLS and Python among them, on a machine that may be busy.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static async Task<SignInAlert> CauseAsync(PortalApp app)
    {
        var person = await app.NewPersonAsync();
        await app.SignInAsync(person);
        await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu);
        return new SignInAlert(app, person);
    }

    public Task<OutboxEmail> RowAsync() => App.Db(db => db.OutboxEmails.AsNoTracking().SingleAsync(mail => mail.To == Person.Email));

    public Task<OutboxEmail> RowAsync(string what, Func<OutboxEmail, bool> isSo) =>
        Eventually.GetAsync($"the mail to {Person.Email} {what}", async () => await RowAsync() is var row && isSo(row) ? row : null, Bound);

    /// <summary>The row after an attempt that failed: still to be sent, its letter kept.</summary>
    public async Task<OutboxEmail> PostponedAsync()
    {
        var row = await RowAsync("is postponed", row => row.LastError is not null);
        Assert.Equal((null, null), (row.SentAt, row.FailedAt));
        Assert.NotNull(row.ProtectedBody);
        return row;
    }

    /// <summary>Waits until the mail is with the server, and checks that it is there once, as that row's, and wiped here.</summary>
    public async Task<ReadMail> ArrivedOnceAsync(RealSmtpServer server)
    {
        await server.MailToAsync(Person.Email);
        var row = await RowAsync("is sent", row => row.SentAt is not null);
        var mail = Assert.Single(server.Mails, mail => mail.RcptTo == Person.Email);
        Assert.Equal(row.MessageId, mail.MessageId);
        Assert.Equal((null, null), (row.LastError, row.ProtectedBody));
        return mail;
    }
}
