using AccountPortal.Data;
using AccountPortal.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Mail;

/// <summary>Mails that wait or were sent.</summary>
internal sealed class MailData(PortalDbContext db) : IPersonalData
{
    public string Name => "mails";

    public string Title => "Mails to you";

    public void Declare(DataDeclarations declare) =>
        declare.Owned<OutboxEmail>("Mails to you", mail => mail.UserId)
            .Exports(mail => mail.Id, mail => mail.CreatedAt, mail => mail.To, mail => mail.Subject, mail => mail.SentAt, mail => mail.FailedAt)
            .Withholds("It is you.", mail => mail.UserId)
            .Withholds("It holds a link that opens something, and is wiped once the mail is sent.", mail => mail.ProtectedBody)
            .Withholds("How the mail is sent.", mail => mail.MessageId, mail => mail.Attempts, mail => mail.NextAttemptAt, mail => mail.LastError, mail => mail.IsForgotten);

    /// <summary>Mails to the address that no account is named on: those written before one was.</summary>
    public Task EraseAsync(ErasedAccount account, CancellationToken cancellationToken)
    {
        var address = account.Email.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // It runs in the database, which knows no culture here.
        return db.OutboxEmails.Where(mail => mail.UserId == null && !mail.IsForgotten && mail.To.ToLower() == address).ExecuteDeleteAsync(cancellationToken);
#pragma warning restore CA1304, CA1311, CA1862
    }
}
