using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Operation;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.TwoFactor;

/// <summary>How a change of the authenticator app went.</summary>
public enum TotpSetupOutcome
{
    Done,

    /// <summary>The code is not one of the app that is being set up.</summary>
    WrongCode,

    /// <summary>The key to be confirmed is over: the person has to begin again.</summary>
    NothingPending,

    /// <summary>The account's role needs a second factor, and this is the only one.</summary>
    IsNeeded,

    /// <summary>A domain is enforced, and nobody could get in without the company.</summary>
    LastEmergency,

    /// <summary>Another request changed the account or ended this session in between, or it was so already: nothing was done.</summary>
    Overtaken,
}

/// <summary>Turns the authenticator app on, exchanges it, turns it off, and makes its recovery codes.</summary>
public sealed class TotpSetup(
    PortalDbContext db, FactorChange change, TotpKeys keys, PendingTotps pendings, RecoveryCodes codes, FreshRecoveryCodes fresh, SecondFactors factors, BreakGlassAccounts emergencies,
    TwoFactorLetters letters, TimeProvider clock)
{
    /// <summary>
    /// Takes the app whose key is pending into use, in place of the one before, if the code is one of its own, and makes new recovery codes. The code
    /// is used up with it: it signs nobody in.
    /// </summary>
    public async Task<TotpSetupOutcome> ConfirmAsync(HttpContext context, string? typed, CancellationToken cancellationToken)
    {
        if (pendings.Read(context) is not { } key)
        {
            return TotpSetupOutcome.NothingPending;
        }

        var now = clock.GetUtcNow();
        if (Totp.Parse(typed) is not { } code || Totp.StepOf(key, code, now) is not { } step)
        {
            return TotpSetupOutcome.WrongCode;
        }

        var wasOn = await db.Users.Where(account => account.Id == context.CurrentSession().UserId).Select(account => account.TwoFactorEnabled).SingleAsync(cancellationToken);
        var act = new FactorAct(EventKind.TwoFactorOn, wasOn ? letters.AppChanged : letters.TurnedOn, ShowsFactor: true);
        string[] made = [];
        var isDone = await change.ApplyAsync(context, act, async account =>
        {
            await db.TotpFactors.Where(row => row.UserId == account.Id).ExecuteDeleteAsync(cancellationToken);
            db.TotpFactors.Add(new TotpFactor { UserId = account.Id, ProtectedKey = keys.Protect(account.Id, key), CreatedAt = now, ConfirmedAt = now, LastStep = step, LastUsedAt = now });
            account.SetTwoFactor(true);
            made = await codes.ReplaceAsync(account.Id, cancellationToken);
            return true;
        }, cancellationToken);
        if (isDone)
        {
            pendings.Forget(context);
            fresh.Keep(context, made);
        }

        return isDone ? TotpSetupOutcome.Done : TotpSetupOutcome.Overtaken;
    }

    /// <summary>Takes the app off the account, and the recovery codes with it, unless there is a passkey that they stand in for.</summary>
    public async Task<TotpSetupOutcome> TurnOffAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (isNeeded, isLast, codesLeft) = (false, false, 0);
        var act = new FactorAct(EventKind.TwoFactorOff, (account, facts) => letters.TurnedOff(account, codesLeft, facts));
        var isDone = await change.ApplyAsync(context, act, async account =>
        {
            var hasOther = await factors.HasPasskeyAsync(account.Id, cancellationToken);
            isNeeded = !hasOther && await factors.IsRequiredAsync(account, cancellationToken);
            isLast = !hasOther && account.IsBreakGlass && await emergencies.IsLastAsync(account.Id, cancellationToken);
            if (isNeeded || isLast || !account.TwoFactorEnabled)
            {
                return false;
            }

            await db.TotpFactors.Where(row => row.UserId == account.Id).ExecuteDeleteAsync(cancellationToken);
            account.SetTwoFactor(false);
            await codes.EndWithLastFactorAsync(account, cancellationToken);
            codesLeft = await codes.LeftAsync(account.Id, cancellationToken);
            return true;
        }, cancellationToken);
        return isDone ? TotpSetupOutcome.Done : isLast ? TotpSetupOutcome.LastEmergency : isNeeded ? TotpSetupOutcome.IsNeeded : TotpSetupOutcome.Overtaken;
    }

    /// <summary>Makes new recovery codes, for whoever has a factor that they can stand in for; the ones before end.</summary>
    public async Task<TotpSetupOutcome> MakeCodesAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string[] made = [];
        var isDone = await change.ApplyAsync(context, new FactorAct(EventKind.RecoveryCodesMade, letters.NewCodes), async account =>
        {
            if (!await factors.HasAsync(account, cancellationToken))
            {
                return false;
            }

            account.RenewStamp();
            made = await codes.ReplaceAsync(account.Id, cancellationToken);
            return true;
        }, cancellationToken);
        if (isDone)
        {
            fresh.Keep(context, made);
        }

        return isDone ? TotpSetupOutcome.Done : TotpSetupOutcome.Overtaken;
    }
}
