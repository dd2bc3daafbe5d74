using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.TwoFactor;

/// <summary>How asking for a reset of second factors, or stopping one, went.</summary>
public enum FactorResetOutcome
{
    Done,

    /// <summary>It was asked for, stopped or done already.</summary>
    Unchanged,
    NotFound,

    /// <summary>The account has no second factor.</summary>
    NoFactor,

    /// <summary>Nobody takes their own factors off this way.</summary>
    Self,
}

/// <summary>
/// Takes the second factors off an account whose owner lost them: an administrator asks, the owner is told and can stop it for a while, then it is
/// done. An administrator who is deceived, or whose session was stolen, opens no account in silence.
/// </summary>
public sealed class FactorResets(
    PortalDbContext db, EmailTokens tokens, SecondFactors factors, RecoveryCodes codes, SessionEnding ending, SecurityEvents events, Outbox outbox, TwoFactorLetters letters,
    TimeProvider clock, IOptions<TwoFactorSettings> settings)
{
    /// <summary>The one that waits for that account, if any.</summary>
    public Task<FactorReset?> OfAsync(Guid userId, CancellationToken cancellationToken) =>
        db.FactorResets.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken);

    public async Task<FactorResetOutcome> RequestAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        var current = context.CurrentSession();
        if (userId == current.UserId)
        {
            return FactorResetOutcome.Self;
        }

        var now = clock.GetUtcNow();
        var delay = settings.Value.ResetDelay;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(userId, cancellationToken) is not { } account)
        {
            return FactorResetOutcome.NotFound;
        }

        if (!await factors.HasAsync(account, cancellationToken))
        {
            return FactorResetOutcome.NoFactor;
        }

        if (await db.Database.ExecuteSqlAsync(
            $"""
            insert into factor_resets (user_id, requested_at, due_at, requested_by, reason) values ({userId}, {now}, {now + delay}, {current.UserId}, {form.KeptReason})
            on conflict (user_id) do nothing
            """,
            cancellationToken) == 0)
        {
            return FactorResetOutcome.Unchanged;
        }

        var token = await tokens.IssueAsync(userId, account.Email!, delay, cancellationToken, TokenPurpose.StopFactorReset);
        outbox.Add(db, letters.ResetAsked(account, now + delay, token, form.KeptMessage));
        events.Add(db, context, EventKind.AdminFactorReset, EventOutcome.Success, userId, details: form.Details());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return FactorResetOutcome.Done;
    }

    /// <summary>The owner says no, with the mailed link or signed in (<paramref name="token"/> is <c>null</c>). <c>false</c> where nothing waits any more.</summary>
    public async Task<bool> StopAsync(HttpContext context, Guid userId, EmailToken? token, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The reset's row first, as where it is carried out: none waits for the other.
        if (!await WithdrawAsync(userId, cancellationToken) || (token is not null && !await tokens.UseAsync(token, cancellationToken)))
        {
            return false;
        }

        await tokens.EndAsync(userId, cancellationToken, TokenPurpose.StopFactorReset);
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == userId, cancellationToken);
        outbox.Add(db, letters.ResetStopped(account));
        events.Add(db, context, EventKind.FactorResetStopped, EventOutcome.Success, userId);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>An administrator takes it back.</summary>
    public async Task<FactorResetOutcome> TakeBackAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await WithdrawAsync(userId, cancellationToken))
        {
            return FactorResetOutcome.Unchanged;
        }

        await tokens.EndAsync(userId, cancellationToken, TokenPurpose.StopFactorReset);
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == userId, cancellationToken);
        outbox.Add(db, letters.ResetStopped(account));
        events.Add(db, context, EventKind.AdminFactorResetStopped, EventOutcome.Success, userId, details: form.Details());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return FactorResetOutcome.Done;
    }

    /// <summary>
    /// Carries one out whose time has come, all of it in one transaction. <c>false</c> where none is due. Any number of nodes may ask at once: each
    /// reset is done by one of them.
    /// </summary>
    public async Task<bool> ApplyNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var due = await db.Database
            .SqlQuery<Guid>($"select user_id as \"Value\" from factor_resets where due_at <= {now} order by due_at limit 1 for update skip locked")
            .ToListAsync(cancellationToken);
        if (due is not [var userId] || await db.LockedAccountAsync(userId, cancellationToken) is not { } account || !await WithdrawAsync(userId, cancellationToken))
        {
            return false;
        }

        await db.TotpFactors.Where(row => row.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await codes.RemoveAsync(userId, cancellationToken);
        await db.UserPasskeys.Where(row => row.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.EndDeviceTrustAsync(userId, cancellationToken);
        account.SetTwoFactor(false);
        await ending.EndAllAsync(userId, null, EndReason.Administrator, null, cancellationToken);
        await tokens.EndAsync(userId, cancellationToken, TokenPurpose.StopFactorReset);
        outbox.Add(db, letters.ResetDone(account));
        events.AddWithoutRequest(db, EventKind.FactorsReset, userId, []);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<bool> WithdrawAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.FactorResets.Where(row => row.UserId == userId).ExecuteDeleteAsync(cancellationToken) == 1;
}
