using AccountPortal.Mail;

namespace AccountPortal.Tests.Mail;

/// <summary>A portal that sends to a server of the tests, for a class of them.</summary>
public sealed class MailedPortal : IAsyncLifetime
{
    private readonly SmtpServer server = SmtpServer.Start();
    private PortalApp? app;

    public async Task InitializeAsync() => app = await PortalApp.StartAsync(server.Settings());

    internal async Task<ReceivedMail> SendAsync(Letter letter)
    {
        await app!.PostAsync(letter);
        return await server.MailToAsync(letter.To);
    }

    public async Task DisposeAsync()
    {
        await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
        await server.DisposeAsync();
    }
}
