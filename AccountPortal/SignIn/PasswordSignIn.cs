using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Inactivity;
using AccountPortal.Mail;
using AccountPortal.Passwords;
using AccountPortal.Saml.Entry;
using AccountPortal.Security;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.SignIn;

/// <summary>How a try to sign in went.</summary>
public enum SignInOutcome
{
    SignedIn,

    /// <summary>Unknown address or wrong password: nobody is told which.</summary>
    Wrong,

    /// <summary>The password was right, but tries from this network are locked for a while. Only whoever has the password learns it.</summary>
    Locked,

    /// <summary>The password was right, but an administrator locked the account. Only whoever has the password learns it (P9).</summary>
    AccountLocked,

    /// <summary>The password was right, but the account was locked because nobody used it. Only whoever has the password learns it (P9).</summary>
    LockedInactive,

    /// <summary>Too many tries at this address from everywhere.</summary>
    Throttled,

    /// <summary>The account has as many sessions as it may, and the person has to end one first.</summary>
    AtLimit,

    /// <summary>The password was right, and a second factor is due. Only whoever has the password learns it (P9).</summary>
    NeedsSecondFactor,

    /// <summary>Whoever has an address of that domain signs in through the company: said of every such address, whatever password came with it (P9).</summary>
    SsoRequired,
}

public sealed record SignInResult(SignInOutcome Outcome, TimeSpan Wait = default, Account? Account = null)
{
    /// <summary>The company, where it is the only way in.</summary>
    public SamlRoute? Route { get; init; }
}

/// <summary>Signs in with email and password; the page and <c>POST /login</c> share it.</summary>
public sealed class PasswordSignIn(
    PortalDbContext db, PasswordFence passwords, SignInLimits limits, SignInCompletion completion, SignInLetters letters, InactivityLock inactivity,
    SamlRoutes routes, Outbox outbox, SecurityEvents events)
{
    public async Task<SignInResult> TryAsync(HttpContext context, string? email, string? password, bool remember, CancellationToken cancellationToken)
    {
        // What is no address is tried like an address that nobody has.
        _ = EmailAddress.TryParse(email, out var address);
        var result = await RefusedOrRightAsync(context, address, password ?? "", cancellationToken);
        if (result.Outcome == SignInOutcome.SignedIn)
        {
            var completed = await completion.CompleteAsync(context, result.Account!, remember, AuthMethod.Password);
            if (completed != CompletionOutcome.SsoRequired)
            {
                await limits.ForgiveAsync(address, context.ClientAddress(), cancellationToken);
                return completed switch
                {
                    CompletionOutcome.SignedIn => result,
                    CompletionOutcome.AtLimit => result with { Outcome = SignInOutcome.AtLimit },
                    CompletionOutcome.NeedsSecondFactor => result with { Outcome = SignInOutcome.NeedsSecondFactor },
                    _ => new(SignInOutcome.Wrong),
                };
            }

            result = new(SignInOutcome.Wrong);
        }

        // After the check, which costs the same for everybody: which accounts are kept for emergencies is told to whoever has their password alone.
        return await routes.EnforcedAsync(address.Value, cancellationToken) is { } route ? new(SignInOutcome.SsoRequired) { Route = route } : result;
    }

    /// <summary>Checks address and password under the limits without signing in; a refusal is written down. Costs the same time whoever is asked for (P9).</summary>
    public async Task<SignInResult> CheckAsync(HttpContext context, EmailAddress address, string password, CancellationToken cancellationToken)
    {
        var result = await RefusedOrRightAsync(context, address, password, cancellationToken);
        if (result.Outcome == SignInOutcome.SignedIn)
        {
            await limits.ForgiveAsync(address, context.ClientAddress(), cancellationToken);
        }

        return result;
    }

    private async Task<SignInResult> RefusedOrRightAsync(HttpContext context, EmailAddress address, string password, CancellationToken cancellationToken)
    {
        var result = await UnderLimitsAsync(context, address, password, cancellationToken);
        if (result.Outcome != SignInOutcome.SignedIn)
        {
            events.Add(db, context, EventKind.SignIn, EventOutcome.Refused, result.Account?.Id, details: new() { ["method"] = AuthMethod.Password, ["reason"] = Reason(result.Outcome) });
            await db.SaveChangesAsync(cancellationToken);
        }

        return result;
    }

    private async Task<SignInResult> UnderLimitsAsync(HttpContext context, EmailAddress address, string password, CancellationToken cancellationToken)
    {
        passwords.DemandRoom();
        var client = context.ClientAddress();
        // The network's count comes first: a network that is locked must not use up what everybody shares, or it would lock the owner out.
        var locked = await limits.TakeFromNetworkAsync(address, client, cancellationToken);
        if (locked is null && await limits.TakeAsync(address, client, cancellationToken) is { } wait)
        {
            return new(SignInOutcome.Throttled, wait);
        }

        var account = await db.Users.SingleOrDefaultAsync(row => row.NormalizedEmail == address.Normalized, cancellationToken);
        if (locked is { } lockedFor)
        {
            return await WhileLockedAsync(context, address, password, account, lockedFor, cancellationToken);
        }

        var outcome = await passwords.VerifyAsync(account, password, cancellationToken);
        if (outcome == PasswordOutcome.Wrong)
        {
            return new(SignInOutcome.Wrong, Account: account);
        }

        if (account!.LockedAt is not null)
        {
            return await AccountLockedAsync(account, cancellationToken);
        }

        await RehashAsync(account, outcome, password, cancellationToken);
        return new(SignInOutcome.SignedIn, Account: account);
    }

    // "That was the right password" is as good to a guesser as signing in: while locked it is said no more often than a try is free.
    // What is not checked is hashed against nobody, so that the time tells nothing.
    private async Task<SignInResult> WhileLockedAsync(
        HttpContext context, EmailAddress address, string password, Account? account, TimeSpan lockedFor, CancellationToken cancellationToken)
    {
        var isChecked = await limits.TakeCheckWhileLockedAsync(address, context.ClientAddress(), cancellationToken);
        var outcome = await passwords.VerifyAsync(isChecked ? account : null, password, cancellationToken);
        await TellOwnerAsync(context, address, account, cancellationToken);
        return outcome == PasswordOutcome.Wrong ? new(SignInOutcome.Wrong, Account: account)
            : account!.LockedAt is not null ? await AccountLockedAsync(account, cancellationToken)
            : new(SignInOutcome.Locked, lockedFor, account);
    }

    private async Task<SignInResult> AccountLockedAsync(Account account, CancellationToken cancellationToken)
    {
        if (!await inactivity.HoldsAsync(account.Id, cancellationToken))
        {
            return new(SignInOutcome.AccountLocked, Account: account);
        }

        await inactivity.TellAsync(account, cancellationToken);
        return new(SignInOutcome.LockedInactive, Account: account);
    }

    private static string Reason(SignInOutcome outcome) => outcome switch
    {
        SignInOutcome.Locked => "locked",
        SignInOutcome.AccountLocked or SignInOutcome.LockedInactive => "account-locked",
        SignInOutcome.Throttled => "throttled",
        _ => "wrong",
    };

    // Counted for every address, so that the answer takes as long where nobody is there to be told.
    private async Task TellOwnerAsync(HttpContext context, EmailAddress address, Account? account, CancellationToken cancellationToken)
    {
        if (await limits.TakeLockMailAsync(address, cancellationToken) && account is not null)
        {
            outbox.Add(db, letters.Locked(account));
            events.Add(db, context, EventKind.SignInLocked, EventOutcome.Refused, account.Id);
        }
    }

    private async Task RehashAsync(Account account, PasswordOutcome outcome, string password, CancellationToken cancellationToken)
    {
        if (outcome == PasswordOutcome.RightButOutdated)
        {
            var (before, after) = (account.PasswordHash, await passwords.HashAsync(account, password, cancellationToken));
            // Only over the hash that was checked: the password may have been changed meanwhile.
            await db.Users.Where(row => row.Id == account.Id && row.PasswordHash == before)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, after), cancellationToken);
        }
    }
}
