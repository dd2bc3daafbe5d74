using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Mail;
using AccountPortal.Security;

namespace AccountPortal.Passkeys;

/// <summary>A passkey's counter did not rise: there may be a copy of it. The log has each time, the owner is told once an hour.</summary>
public sealed class PasskeyCopies(PortalDbContext db, SecurityEvents events, Outbox outbox, PasskeyLetters letters, ChangeFacts facts, Throttles throttles)
{
    private static readonly ThrottleRule Mail = new("passkey/copy-mail", 1, TimeSpan.FromHours(1));

    public async Task TellAsync(HttpContext context, Account account, string? name, CancellationToken cancellationToken)
    {
        events.Add(db, context, EventKind.PasskeyCloned, EventOutcome.Refused, account.Id, details: name is null ? null : new() { ["name"] = name });
        if (await throttles.TakeAsync(Mail, account.Id.ToString(), cancellationToken) is null)
        {
            outbox.Add(db, letters.Copied(account, name, facts.Of(context, account)));
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
