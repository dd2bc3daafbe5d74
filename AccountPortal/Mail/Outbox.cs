using System.Text.Json;
using AccountPortal.Data;
using AccountPortal.Security;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.Mail;

/// <summary>Where mails are posted: as rows in the transaction of what causes them, so that none is lost and none is premature (P10).</summary>
public sealed class Outbox(IDataProtectionProvider protection, PublicUrl publicUrl, OutboxSignal signal, TimeProvider clock)
{
    private readonly IDataProtector protector = protection.CreateProtector("AccountPortal.Mail.Outbox");

    /// <summary>Adds the letter to <paramref name="db"/>; the caller saves, and with the commit the mail is on its way.</summary>
    public void Add(PortalDbContext db, Letter letter)
    {
        var now = clock.GetUtcNow();
        db.OutboxEmails.Add(Row(Guid.CreateVersion7(now), now, letter));
        signal.Posted(db);
    }

    /// <summary>The row of a letter that is to be sent at once.</summary>
    internal OutboxEmail Row(Guid id, DateTimeOffset now, Letter letter) => new()
    {
        Id = id,
        CreatedAt = now,
        UserId = letter.AccountId,
        IsForgotten = letter.IsForgotten,
        To = letter.To,
        // PostgreSQL takes no NUL: what a person typed must not undo what the mail is about.
        Subject = PlainText.Subject(letter.Subject),
        MessageId = $"<{id:N}@{publicUrl.Root.Host}>",
        ProtectedBody = protector.Protect(JsonSerializer.SerializeToUtf8Bytes(letter)),
        NextAttemptAt = now,
    };

    /// <summary>The letter of a row whose body is not wiped yet.</summary>
    internal Letter Open(byte[] protectedBody) => JsonSerializer.Deserialize<Letter>(protector.Unprotect(protectedBody))!;
}
