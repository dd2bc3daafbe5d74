using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Mail;

namespace AccountPortal.Passkeys;

/// <summary>Takes a passkey off the account of whoever is signed in.</summary>
public sealed class PasskeyRemoval(
    PortalDbContext db, PasskeyList passkeys, PasskeyChange change, PasskeyLetters letters, Outbox outbox, ChangeFacts facts, SecurityEvents events)
{
    public Task<PasskeyResult> RemoveAsync(HttpContext context, string id, CancellationToken cancellationToken) =>
        change.RunAsync(context, account => RemoveAsync(context, account, id, cancellationToken), cancellationToken);

    private async Task<PasskeyResult> RemoveAsync(HttpContext context, Account account, string id, CancellationToken cancellationToken)
    {
        if (await passkeys.FindAsync(account.Id, id, cancellationToken) is not { } passkey)
        {
            return PasskeyResult.NotFound;
        }

        var name = passkey.Data.Name ?? PasskeyNaming.Unnamed;
        db.Remove(passkey);
        outbox.Add(db, letters.Removed(account, name, facts.Of(context, account)));
        events.Add(db, context, EventKind.PasskeyRemoved, EventOutcome.Success, account.Id, details: new() { ["name"] = name });
        return new(PasskeyOutcome.Done, name);
    }
}
