using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Saml.Entry;
using AccountPortal.Sessions;
using AccountPortal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.EmailVerification;

/// <summary>How a try to confirm an address went.</summary>
public enum ConfirmOutcome
{
    Confirmed,

    /// <summary>Confirmed; but for the sign-in the person has to end another session first.</summary>
    AtLimit,

    /// <summary>Confirmed; but for the sign-in a second factor is due.</summary>
    NeedsSecondFactor,

    /// <summary>The link was used, replaced or is over, or the address went to somebody else.</summary>
    Gone,
    WrongPassword,
    Locked,

    /// <summary>The password was right, but the account is locked.</summary>
    AccountLocked,
    Throttled,

    /// <summary>The address that the account has or would get is a company's to give, which lets people in through its own sign-in alone.</summary>
    ByCompany,
}

public sealed record ConfirmResult(ConfirmOutcome Outcome, TimeSpan Wait = default)
{
    /// <summary>The company, where it is <see cref="ConfirmOutcome.ByCompany"/>.</summary>
    public SamlRoute? Route { get; init; }
}

/// <summary>
/// Confirms an address for whoever proves to own the account too: by being signed in to it, or by its password, which then signs in.
/// The link alone does not: whoever signed up first with a stranger's address would own what the stranger confirms (P8a).
/// </summary>
public sealed class EmailConfirmation(PortalDbContext db, PasswordSignIn signIn, SignInCompletion completion, EmailProof proof, EmailChange change, SamlRoutes routes, SessionRotation rotation)
{
    /// <summary>Whether this browser is signed in to the very account that the token is for.</summary>
    public static bool IsHolder(HttpContext context, EmailToken token) => context.Features.Get<CurrentSession>()?.UserId == token.UserId;

    public async Task<ConfirmResult> ConfirmAsync(HttpContext context, EmailToken token, string? password, CancellationToken cancellationToken)
    {
        // Also where it was asked for before the company's sign-in was enforced: the link is no way round it, nor a way into its domain.
        if ((await routes.EnforcedForAsync(token.UserId, cancellationToken) ?? await routes.EnforcedAsync(token.Email, cancellationToken)) is { } route)
        {
            return new(ConfirmOutcome.ByCompany) { Route = route };
        }

        if (IsHolder(context, token))
        {
            return new(await ApplyAsync(context, token, context.CurrentSession(), null, cancellationToken) ? ConfirmOutcome.Confirmed : ConfirmOutcome.Gone);
        }

        var email = await db.Users.Where(account => account.Id == token.UserId).Select(account => account.Email).SingleAsync(cancellationToken);
        _ = EmailAddress.TryParse(email, out var address);
        var check = await signIn.CheckAsync(context, address, password ?? "", cancellationToken);
        if (check.Outcome != SignInOutcome.SignedIn)
        {
            return new(Refusal(check.Outcome), check.Wait);
        }

        return new(await ApplyAsync(context, token, null, check.Account!.SecurityStamp, cancellationToken)
            ? await SignInAsync(context, token.UserId, cancellationToken)
            : ConfirmOutcome.Gone);
    }

    private static ConfirmOutcome Refusal(SignInOutcome outcome) => outcome switch
    {
        SignInOutcome.Locked => ConfirmOutcome.Locked,
        SignInOutcome.AccountLocked or SignInOutcome.LockedInactive => ConfirmOutcome.AccountLocked,
        SignInOutcome.Throttled => ConfirmOutcome.Throttled,
        _ => ConfirmOutcome.WrongPassword,
    };

    // Being no longer restricted is a change of privilege: the session that asks gets a new key in the same transaction (P5).
    // Where a password was checked instead, the account must still be the one that it was checked against.
    private async Task<bool> ApplyAsync(HttpContext context, EmailToken token, CurrentSession? holder, string? checkedStamp, CancellationToken cancellationToken)
    {
        _ = EmailAddress.TryParse(token.Email, out var address);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockAddressForAsync(token.UserId, address, cancellationToken) is not { } stamp || (checkedStamp is not null && checkedStamp != stamp))
        {
            return false;
        }

        var applied = token.Purpose == TokenPurpose.ChangeEmail
            ? await change.ApplyAsync(context, token, holder, cancellationToken)
            : await proof.ProveAsync(token, context, cancellationToken);
        var key = applied && holder is not null ? await rotation.RotateAsync(holder, cancellationToken) : null;
        if (!applied || (holder is not null && key is null))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        if (key is not null)
        {
            rotation.HandOut(context, holder!, key);
        }

        return true;
    }

    // The account is read again: what was confirmed has changed it.
    private async Task<ConfirmOutcome> SignInAsync(HttpContext context, Guid userId, CancellationToken cancellationToken)
    {
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == userId, cancellationToken);
        return await completion.CompleteAsync(context, account, remember: false, AuthMethod.Password) switch
        {
            CompletionOutcome.SignedIn => ConfirmOutcome.Confirmed,
            CompletionOutcome.AtLimit => ConfirmOutcome.AtLimit,
            CompletionOutcome.NeedsSecondFactor => ConfirmOutcome.NeedsSecondFactor,
            _ => ConfirmOutcome.Gone,
        };
    }
}
