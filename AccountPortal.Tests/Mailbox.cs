using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests;

/// <summary>The mails that the portal wrote to somebody.</summary>
public sealed class Mailbox(PortalApp app)
{
    /// <summary>All letters to that address, the oldest first.</summary>
    public async Task<IReadOnlyList<Letter>> ToAsync(string address)
    {
        var outbox = app.Services.GetRequiredService<Outbox>();
        var bodies = await app.Db(db => db.OutboxEmails.Where(mail => mail.To == address && mail.ProtectedBody != null)
            .OrderBy(mail => mail.CreatedAt).ThenBy(mail => mail.Id).Select(mail => mail.ProtectedBody!).ToListAsync());
        return [.. bodies.Select(outbox.Open)];
    }

    /// <summary>Waits for a letter to that address and returns the newest.</summary>
    public Task<Letter> LastAsync(string address) =>
        Eventually.GetAsync($"a mail to {address}", async () => await ToAsync(address) is [.., var last] ? last : null);

    /// <summary>Waits for a letter whose button leads to <paramref name="path"/> and returns the newest one's link.</summary>
    public Task<string> LastLinkAsync(string address, string path) => Eventually.GetAsync(
        $"a mail to {address} with a link to {path}",
        async () => (await ToAsync(address)).Select(letter => letter.Button?.Url).LastOrDefault(url => url is not null && new Uri(url).AbsolutePath == path));
}
