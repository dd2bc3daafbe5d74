using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.SignIn;

/// <summary>How the second step of a sign-in went.</summary>
public enum SecondStepOutcome
{
    SignedIn,

    /// <summary>The code is not right, or was used before.</summary>
    Wrong,
    Throttled,

    /// <summary>The account has as many sessions as it may, and the person has to end one first.</summary>
    AtLimit,

    /// <summary>The first step is over or never was, or the account changed meanwhile: the person has to start again.</summary>
    Over,
}

public sealed record SecondStepResult(SecondStepOutcome Outcome, Guid AccountId = default, TimeSpan Wait = default);

/// <summary>Takes the code that follows the password; the pages and <c>POST /login/two-factor</c> share it.</summary>
public sealed class SecondStep(
    PortalDbContext db, PendingSignIns pendings, SecondStepLimits limits, TotpCheck totp, RecoveryCodes codes, SignInCompletion completion, SecondStepRefusals refusals)
{
    /// <summary>Why a second step was refused, in the event's facts.</summary>
    public const string WrongCode = "wrong-code";
    public const string TooManyCodes = "too-many-codes";

    public async Task<SecondStepResult> TryAsync(HttpContext context, string? code, bool trustDevice, CancellationToken cancellationToken)
    {
        if (pendings.Read(context) is not { } pending)
        {
            return new(SecondStepOutcome.Over);
        }

        // At the limit of sessions the code was checked, and used up, before.
        if (!pending.HasSecondFactor)
        {
            var method = Totp.Parse(code) is null ? AuthMethod.RecoveryCode : AuthMethod.Totp;
            if (await RefusalAsync(context, pending, method, code, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            // A recovery code stands for a lost phone: no time to let anything go unasked.
            pending = pending with { Methods = [.. pending.Methods, method], TrustDevice = trustDevice && method == AuthMethod.Totp };
        }

        return new(await CompleteAsync(context, pending), pending.AccountId);
    }

    private async Task<SecondStepResult?> RefusalAsync(HttpContext context, PendingSignIn pending, string method, string? code, CancellationToken cancellationToken)
    {
        var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == pending.AccountId, cancellationToken);
        if (account is null || account.SecurityStamp != pending.Stamp)
        {
            pendings.Forget(context);
            return new(SecondStepOutcome.Over);
        }

        if (string.IsNullOrWhiteSpace(code))
        {
            return new(SecondStepOutcome.Wrong);
        }

        if (await limits.TakeAsync(account.Id, method, cancellationToken) is { } wait)
        {
            await refusals.RecordAsync(context, account, pending, method, TooManyCodes, cancellationToken);
            return new(SecondStepOutcome.Throttled, Wait: wait);
        }

        if (!await IsRightAsync(account, method, code, cancellationToken))
        {
            await refusals.RecordAsync(context, account, pending, method, WrongCode, cancellationToken);
            return new(SecondStepOutcome.Wrong);
        }

        await limits.ForgiveAsync(account.Id, method, cancellationToken);
        return null;
    }

    private Task<bool> IsRightAsync(Account account, string method, string code, CancellationToken cancellationToken) =>
        method == AuthMethod.Totp ? totp.UseAsync(account.Id, code, cancellationToken) : codes.UseAsync(account, code, cancellationToken);

    private async Task<SecondStepOutcome> CompleteAsync(HttpContext context, PendingSignIn pending)
    {
        switch (await completion.CompleteAsync(context, pending))
        {
            case CompletionOutcome.SignedIn:
                return SecondStepOutcome.SignedIn;
            case CompletionOutcome.AtLimit:
                return SecondStepOutcome.AtLimit;
            default:
                pendings.Forget(context);
                return SecondStepOutcome.Over;
        }
    }
}
