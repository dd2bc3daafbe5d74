using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Mail;
using AccountPortal.Saml.Operation;
using AccountPortal.TwoFactor;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Passkeys;

/// <summary>Takes passkeys off an account: one, by its owner, or what a stranger could come back with.</summary>
public sealed class PasskeyRemoval(
    PortalDbContext db, PasskeyList passkeys, PasskeyChange change, SecondFactors factors, BreakGlassAccounts emergencies, RecoveryCodes codes, PasskeyLetters letters, Outbox outbox, ChangeFacts facts,
    SecurityEvents events)
{
    /// <summary>Takes it off, and with the last factor the recovery codes. Refused where the account's role needs a factor and this is the only one.</summary>
    public Task<PasskeyResult> RemoveAsync(HttpContext context, string id, CancellationToken cancellationToken) =>
        change.RunAsync(context, account => RemoveAsync(context, account, id, cancellationToken), cancellationToken);

    /// <summary>
    /// Takes away what a stranger could come back with: what was added since they came and, if they came with a passkey, what was used since. In the
    /// transaction of the caller, who holds the account's lock and saves.
    /// </summary>
    public async Task RemoveStrangersAsync(HttpContext context, Account account, DateTimeOffset since, bool cameWithPasskey, CancellationToken cancellationToken)
    {
        // It answers before the session opens, by as much as the page about the limit of sessions may wait.
        var used = since - PasskeyChallenges.Lifetime;
        var own = await db.UserPasskeys.Where(passkey => passkey.UserId == account.Id).ToListAsync(cancellationToken);
        foreach (var passkey in own.Where(passkey => passkey.Data.CreatedAt >= since || (cameWithPasskey && LastUsedAt(passkey) >= used)))
        {
            db.Remove(passkey);
            events.Add(db, context, EventKind.PasskeyRemoved, EventOutcome.Success, account.Id, details: new() { ["name"] = passkey.Data.Name ?? PasskeyNaming.Unnamed });
        }

        await codes.EndWithLastFactorAsync(account, cancellationToken);
    }

    private DateTimeOffset? LastUsedAt(IdentityUserPasskey<Guid> passkey) => db.Entry(passkey).Property<DateTimeOffset?>(PasskeyConfiguration.LastUsedAt).CurrentValue;

    private async Task<PasskeyResult> RemoveAsync(HttpContext context, Account account, string id, CancellationToken cancellationToken)
    {
        if (await passkeys.FindAsync(account.Id, id, cancellationToken) is not { } passkey)
        {
            return PasskeyResult.NotFound;
        }

        var name = passkey.Data.Name ?? PasskeyNaming.Unnamed;
        var isLast = !account.TwoFactorEnabled && await IsLastAsync(account, cancellationToken);
        if (isLast && await factors.IsRequiredAsync(account, cancellationToken))
        {
            return PasskeyResult.Refused("Your role needs a second factor. Add another passkey or set up an app before you remove this one.");
        }

        if (isLast && account.IsBreakGlass && await emergencies.IsLastAsync(account.Id, cancellationToken))
        {
            return PasskeyResult.Refused("Yours is the last emergency account that can sign in, and a domain is enforced. Add another passkey or set up an app before you remove this one, or keep another account for emergencies.");
        }

        db.Remove(passkey);
        var hadCodes = await codes.EndWithLastFactorAsync(account, cancellationToken);
        outbox.Add(db, letters.Removed(account, name, hadCodes, facts.Of(context, account)));
        events.Add(db, context, EventKind.PasskeyRemoved, EventOutcome.Success, account.Id, details: new() { ["name"] = name });
        return new(PasskeyOutcome.Done, name);
    }

    private async Task<bool> IsLastAsync(Account account, CancellationToken cancellationToken) => await passkeys.CountAsync(account.Id, cancellationToken) == 1;
}
