using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Inactivity;
using AccountPortal.SignIn;

namespace AccountPortal.Passkeys;

/// <summary>Signs in with a passkey alone: it verified the person, so it is both factors at once.</summary>
public sealed class PasskeySignIn(PasskeyCheck check, PasskeyList passkeys, SignInCompletion completion, InactivityLock inactivity, SecurityEvents events, PortalDbContext db)
{
    /// <summary><see cref="SignInOutcome.Wrong"/> for everything that is not right, whoever it was (P9).</summary>
    public async Task<SignInOutcome> TryAsync(HttpContext context, string? answerJson, bool remember, CancellationToken cancellationToken)
    {
        var account = await check.RunAsync(context, PasskeyPurpose.SignIn, null, answerJson ?? "", cancellationToken);
        if (account is null)
        {
            return await RefuseAsync(context, await passkeys.OwnerAsync(answerJson, cancellationToken), "wrong", SignInOutcome.Wrong, cancellationToken);
        }

        if (account.LockedAt is not null)
        {
            var isUnused = await inactivity.HoldsAsync(account.Id, cancellationToken);
            if (isUnused)
            {
                await inactivity.TellAsync(account, cancellationToken);
            }

            return await RefuseAsync(context, account.Id, "account-locked", isUnused ? SignInOutcome.LockedInactive : SignInOutcome.AccountLocked, cancellationToken);
        }

        return await completion.CompleteAsync(context, account, remember, AuthMethod.Passkey) switch
        {
            CompletionOutcome.SignedIn => SignInOutcome.SignedIn,
            CompletionOutcome.AtLimit => SignInOutcome.AtLimit,
            _ => SignInOutcome.Wrong,
        };
    }

    private async Task<SignInOutcome> RefuseAsync(HttpContext context, Guid? accountId, string reason, SignInOutcome outcome, CancellationToken cancellationToken)
    {
        events.Add(db, context, EventKind.SignIn, EventOutcome.Refused, accountId, details: new() { ["method"] = AuthMethod.Passkey, ["reason"] = reason });
        await db.SaveChangesAsync(cancellationToken);
        return outcome;
    }
}
