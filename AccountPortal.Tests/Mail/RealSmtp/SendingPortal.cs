using AccountPortal.Tests.Settings;

namespace AccountPortal.Tests.Mail.RealSmtp;

/// <summary>
/// Two nodes in production on one database: one that people sign in to, within the tests, and one that sends the mails, a process of its own
/// whose trusted authority is given as an operator gives it, by SSL_CERT_FILE.
/// </summary>
public sealed class SendingPortal : IAsyncLifetime, IDisposable
{
    private PortalApp? app;
    private PortalProcess? sender;

    internal SmtpAuthority Authority { get; } = new();

    internal RealSmtpServer Server { get; } = RealSmtpServer.Away();

    internal PortalApp App => app!;

    public async Task InitializeAsync()
    {
        app = await PortalApp.StartAsync(environment: "Production", services: Posts.WithoutDispatcher);
        sender = PortalProcess.Start("Production", new(Server.Settings(startTls: true, password: RealSmtpServer.Password))
        {
            ["ConnectionStrings:Portal"] = app.Database.ConnectionString,
            ["PublicUrl"] = PortalHost.ProductionUrl,
            ["DataProtection:KeyEncryption"] = KeyFiles.Shared,
            ["SSL_CERT_FILE"] = Authority.Path,
        });
        await sender.AddressAsync();
    }

    /// <summary>As if the wait for the next attempt were over; a process's clock cannot be moved.</summary>
    internal Task RetryNowAsync(SignInAlert alert) =>
        App.SqlAsync<Guid>("update outbox_emails set next_attempt_at = now() where to_address = $1 returning id", alert.Person.Email);

    public async Task DisposeAsync()
    {
        await (sender?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Server.DisposeAsync();
    }

    public void Dispose() => Authority.Dispose();
}
