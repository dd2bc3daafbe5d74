using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Mail;

/// <summary>Posting letters as the portal's features do, and looking at what became of them.</summary>
internal static class Posts
{
    /// <summary>A portal whose mails go when the test says so, by <see cref="DeliverAsync"/>.</summary>
    public static void WithoutDispatcher(IServiceCollection services) =>
        services.Remove(services.Single(service => service.ImplementationType == typeof(MailDispatcher)));

    public static Letter NewLetter(string? to = null, string subject = "Verify your address") =>
        new(to ?? People.New().Email, subject, ["Welcome."]) { Button = new LetterButton("Verify", "https://portal.example/verify-email?token=0123456789abcdef") };

    /// <summary>Posts the letter and commits; its row's id.</summary>
    public static Task<Guid> PostAsync(this PortalApp app, Letter letter) => app.Db(async db =>
    {
        app.Services.GetRequiredService<Outbox>().Add(db, letter);
        await db.SaveChangesAsync();
        return db.OutboxEmails.Local.Single().Id;
    });

    public static Task<OutboxEmail> RowAsync(this PortalApp app, Guid id) => app.Db(db => db.OutboxEmails.AsNoTracking().SingleAsync(mail => mail.Id == id));

    public static Task<OutboxEmail> RowAsync(this PortalApp app, Guid id, string what, Func<OutboxEmail, bool> isSo) =>
        Eventually.GetAsync(what, async () => await app.RowAsync(id) is var row && isSo(row) ? row : null);

    public static Task<OutboxEmail> SentAsync(this PortalApp app, Guid id) => app.RowAsync(id, $"mail {id} is sent", row => row.SentAt is not null);

    /// <summary>The row after its first failed attempt, which is to be tried again.</summary>
    public static Task<OutboxEmail> PostponedAsync(this PortalApp app, Guid id) =>
        app.RowAsync(id, $"mail {id} is postponed", row => row.LastError is not null && row.FailedAt is null);

    public static Task<int> DeliverAsync(this PortalApp app) => app.Services.GetRequiredService<OutboxDelivery>().DeliverDueAsync(CancellationToken.None);
}
