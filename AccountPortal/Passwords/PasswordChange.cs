using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Passwords;

public enum PasswordChangeOutcome
{
    Changed,

    /// <summary>The current or the new password will not do; <see cref="PasswordChangeResult.CurrentProblem"/> and <see cref="PasswordChangeResult.NewProblem"/> say why.</summary>
    Refused,
    Throttled,

    /// <summary>Another request changed the account or ended this session in between: nothing was done.</summary>
    Overtaken,
}

/// <summary>How a change of password went. <paramref name="Ended"/>: how many other sessions it ended.</summary>
public sealed record PasswordChangeResult(
    PasswordChangeOutcome Outcome, int Ended = 0, string? CurrentProblem = null, string? NewProblem = null, TimeSpan Wait = default)
{
    /// <summary>Puts what is wrong beside the fields, by the names that they are sent under.</summary>
    public void AddTo(ModelStateDictionary problems)
    {
        if (CurrentProblem is not null)
        {
            problems.AddModelError("currentPassword", CurrentProblem);
        }

        if (NewProblem is not null)
        {
            problems.AddModelError("newPassword", NewProblem);
        }
    }
}

/// <summary>Changes the password of whoever is signed in; the page and <c>POST /me/password</c> share it.</summary>
public sealed class PasswordChange(
    PortalDbContext db, CurrentPassword current, PasswordRules rules, PasswordFence passwords, SessionRotation rotation, SessionEnding ending, PasswordChangeRecord record, TimeProvider clock)
{
    public async Task<PasswordChangeResult> ApplyAsync(HttpContext context, string? currentPassword, string? newPassword, CancellationToken cancellationToken)
    {
        var session = context.CurrentSession();
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == session.UserId, cancellationToken);
        var check = await current.CheckAsync(account, currentPassword, cancellationToken);
        if (check.Outcome == CurrentPasswordOutcome.Throttled)
        {
            return new(PasswordChangeOutcome.Throttled, Wait: check.Wait);
        }

        var (currentProblem, newProblem) = (check.Problem, rules.Refusal(newPassword, account.Email));
        if (currentProblem is not null || newProblem is not null)
        {
            await record.RefusedAsync(context, account, check.Outcome, cancellationToken);
            return new(PasswordChangeOutcome.Refused, CurrentProblem: currentProblem, NewProblem: newProblem);
        }

        var hash = await passwords.HashAsync(account, newPassword!, cancellationToken);
        var ended = await SetAsync(context, session, account.SecurityStamp, hash, cancellationToken);
        return ended is null ? new(PasswordChangeOutcome.Overtaken) : new(PasswordChangeOutcome.Changed, ended.Value);
    }

    /// <summary>
    /// Sets the hash, gives this session a new key and ends the others (P5, P6). The account's lock keeps sign-ins and other changes out; its stamp
    /// tells whether one came first, so that no session of an old password outlives this. <c>null</c> where one did.
    /// </summary>
    private async Task<int?> SetAsync(HttpContext context, CurrentSession session, string? stamp, string hash, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(session.UserId, cancellationToken) is not { } account
            || account.SecurityStamp != stamp
            || await rotation.RotateAsync(session, cancellationToken) is not { } key)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        // Whoever brought the password has confirmed who they are.
        await db.Sessions.Where(row => row.Id == session.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.SteppedUpAt, now), cancellationToken);
        account.SetPasswordHash(hash);
        var ended = await ending.EndAllAsync(account.Id, session.Id, EndReason.PasswordChanged, session, cancellationToken);
        await record.ChangedAsync(context, account, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        rotation.HandOut(context, session, key);
        return ended;
    }
}
