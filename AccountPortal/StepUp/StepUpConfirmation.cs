using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Sessions;
using AccountPortal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.StepUp;

public enum StepUpOutcome
{
    Confirmed,
    Wrong,

    /// <summary>Nothing was brought that could be checked.</summary>
    Missing,
    Throttled,

    /// <summary>Another request changed the account, or ended this session or gave it a new key: nothing was done.</summary>
    Overtaken,
}

public sealed record StepUpResult(StepUpOutcome Outcome, string? Method = null, TimeSpan Wait = default);

/// <summary>Checks what somebody brings to confirm that it's them, and gives the session its new key; the page and <c>POST /me/step-up</c> share it.</summary>
public sealed class StepUpConfirmation(PortalDbContext db, StepUpMethods methods, StepUpLimits limits, SessionRotation rotation, SecurityEvents events, TimeProvider clock)
{
    public async Task<StepUpResult> ConfirmAsync(HttpContext context, StepUpProof proof, CancellationToken cancellationToken)
    {
        var session = context.CurrentSession();
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == session.UserId, cancellationToken);
        if (proof is { Password: null or "", Code: null or "", Passkey: null or "" })
        {
            return new(StepUpOutcome.Missing);
        }

        if (await limits.TakeAsync(account.Id, proof, cancellationToken) is { } wait)
        {
            return new(StepUpOutcome.Throttled, Wait: wait);
        }

        var (method, isRight) = await CheckAsync(context, account, proof, cancellationToken);
        if (!isRight)
        {
            events.Add(db, context, EventKind.StepUp, EventOutcome.Refused, account.Id, details: new() { ["method"] = method });
            await db.SaveChangesAsync(cancellationToken);
            return new(StepUpOutcome.Wrong, method);
        }

        await limits.ForgiveAsync(account.Id, method, cancellationToken);
        return await CompleteAsync(context, session, account.SecurityStamp, method, cancellationToken);
    }

    /// <summary>
    /// Marks the session as confirmed and rotates its key (P5), for whoever was checked as the account stood with <paramref name="stamp"/>. The lock
    /// and the stamp see to it that no proof counts that was changed in between.
    /// </summary>
    public async Task<StepUpResult> CompleteAsync(HttpContext context, CurrentSession session, string? stamp, string method, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        DateTimeOffset? second = AuthMethod.IsSecondFactor(method) ? now : null;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(session.UserId, cancellationToken) is not { LockedAt: null } account
            || account.SecurityStamp != stamp
            || await rotation.RotateAsync(session, cancellationToken) is not { } key)
        {
            return new(StepUpOutcome.Overtaken);
        }

        await db.Sessions.Where(row => row.Id == session.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.SteppedUpAt, now)
                .SetProperty(row => row.SecondFactorAt, row => second ?? row.SecondFactorAt)
                .SetProperty(row => row.ConfirmSince, (DateTimeOffset?)null),
            cancellationToken);
        events.Add(db, context, EventKind.StepUp, EventOutcome.Success, account.Id, details: new() { ["method"] = method });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        rotation.HandOut(context, session, key);
        return new(StepUpOutcome.Confirmed, method);
    }

    /// <summary>From now on the session has to be confirmed again before anything that asks for it.</summary>
    public async Task EndAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var session = context.CurrentSession();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Sessions.Where(row => row.Id == session.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.SteppedUpAt, DateTimeOffset.UnixEpoch).SetProperty(row => row.SecondFactorAt, (DateTimeOffset?)null), cancellationToken);
        events.Add(db, context, EventKind.StepUpEnded, EventOutcome.Success, session.UserId);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<(string Method, bool IsRight)> CheckAsync(HttpContext context, Account account, StepUpProof proof, CancellationToken cancellationToken)
    {
        var tried = "";
        foreach (var method in methods.All)
        {
            if (await method.CheckAsync(context, account, proof, cancellationToken) is { } isRight)
            {
                tried = method.Method;
                if (isRight)
                {
                    return (tried, true);
                }
            }
        }

        return (tried, false);
    }
}
