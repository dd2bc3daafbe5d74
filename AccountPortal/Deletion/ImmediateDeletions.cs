using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Deletion;

/// <summary>How a step towards an erasure at once went.</summary>
public enum ImmediateDeletionOutcome
{
    Done,
    NotFound,

    /// <summary>Somebody asked for it already, or nothing waits any more.</summary>
    Unchanged,

    /// <summary>Nobody does it to their own account, nor decides about it.</summary>
    Self,

    /// <summary>Who asked cannot be who agrees.</summary>
    SameAdministrator,

    /// <summary>Nobody would be left to administer.</summary>
    LastAdministrator,
}

/// <summary>
/// Erases an account at once where two administrators agree: one asks, another decides. One who is deceived, or whose session was stolen, erases nobody.
/// The owner is not told before: it is for abuse. So its events are kept with the administrators who act, not with the account.
/// </summary>
public sealed class ImmediateDeletions(
    PortalDbContext db, DeletionWithdrawal withdrawal, Administrators administrators, SecurityEvents events, ErasureSignal signal, TimeProvider clock)
{
    /// <summary>How long a second administrator has.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>
    /// Those that wait for a second administrator, but for <paramref name="reader"/>'s own account. What an administrator asked who is locked by now or none
    /// any more does not count, and neither does what is older than <see cref="Lifetime"/>.
    /// </summary>
    public async Task<IReadOnlyList<ImmediateDeletion>> WaitingAsync(Guid reader, CancellationToken cancellationToken)
    {
        var (now, counting) = (clock.GetUtcNow(), await CountingAsync(cancellationToken));
        return await db.ImmediateDeletions.AsNoTracking()
            .Where(row => row.ExpiresAt > now && row.UserId != reader && counting.Contains(row.RequestedBy)).OrderBy(row => row.RequestedAt).ToListAsync(cancellationToken);
    }

    public async Task<ImmediateDeletionOutcome> AskAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        var (me, now) = (context.CurrentSession().UserId, clock.GetUtcNow());
        if (userId == me)
        {
            return ImmediateDeletionOutcome.Self;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await administrators.WaitForTurnAsync(cancellationToken);
        if (await db.LockAccountAsync(userId, cancellationToken) is null)
        {
            return ImmediateDeletionOutcome.NotFound;
        }

        if (await administrators.IsLastAsync(userId, cancellationToken))
        {
            return ImmediateDeletionOutcome.LastAdministrator;
        }

        var counting = await CountingAsync(cancellationToken);
        await db.ImmediateDeletions.Where(row => row.UserId == userId && (row.ExpiresAt <= now || !counting.Contains(row.RequestedBy))).ExecuteDeleteAsync(cancellationToken);
        if (await db.Database.ExecuteSqlAsync(
            $"""
            insert into immediate_deletions (user_id, requested_by, requested_at, expires_at, reason) values ({userId}, {me}, {now}, {now + Lifetime}, {form.KeptReason})
            on conflict (user_id) do nothing
            """,
            cancellationToken) == 0)
        {
            return ImmediateDeletionOutcome.Unchanged;
        }

        return await RecordAsync(context, EventKind.ErasureAsked, userId, form, transaction, cancellationToken);
    }

    /// <summary>A second administrator agrees: the account is due now, whatever it waited for before.</summary>
    public async Task<ImmediateDeletionOutcome> AgreeAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        var (me, now) = (context.CurrentSession().UserId, clock.GetUtcNow());
        if (userId == me)
        {
            return ImmediateDeletionOutcome.Self;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // What waits already is locked before the account, as everywhere.
        await withdrawal.HoldAsync(userId, cancellationToken);
        await administrators.WaitForTurnAsync(cancellationToken);
        if (await db.LockAccountAsync(userId, cancellationToken) is null)
        {
            return ImmediateDeletionOutcome.NotFound;
        }

        if (await administrators.IsLastAsync(userId, cancellationToken))
        {
            return ImmediateDeletionOutcome.LastAdministrator;
        }

        var counting = await CountingAsync(cancellationToken);
        // Whoever agrees may have been locked while this waited for its turn.
        if (!counting.Contains(me))
        {
            return ImmediateDeletionOutcome.Unchanged;
        }

        // One statement decides that it waits, that it is in time, that who asked still counts, and that it is not who agrees.
        var agreed = await db.Database.SqlQuery<Agreed>(
            $"""
            delete from immediate_deletions where user_id = {userId} and requested_by <> {me} and expires_at > {now} and requested_by = any ({counting})
            returning requested_by as "RequestedBy", reason as "Reason"
            """).ToListAsync(cancellationToken);
        if (agreed is not [var asked])
        {
            return await db.ImmediateDeletions.AnyAsync(row => row.UserId == userId && row.RequestedBy == me && row.ExpiresAt > now, cancellationToken)
                ? ImmediateDeletionOutcome.SameAdministrator
                : ImmediateDeletionOutcome.Unchanged;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            insert into deletion_requests (user_id, requested_at, execute_at, cause, reason, requested_by)
            values ({userId}, {now}, {now}, {DeletionCause.Administrators}, {asked.Reason}, {asked.RequestedBy})
            on conflict (user_id) do update set requested_at = excluded.requested_at, execute_at = excluded.execute_at, cause = excluded.cause, reason = excluded.reason,
              requested_by = excluded.requested_by, attempts = 0, next_attempt_at = null, last_error = null
            """,
            cancellationToken);
        var outcome = await RecordAsync(context, EventKind.ErasureAgreed, userId, form, transaction, cancellationToken);
        signal.Set();
        return outcome;
    }

    /// <summary>An administrator says no, or takes back what they asked for.</summary>
    public async Task<ImmediateDeletionOutcome> DeclineAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        if (userId == context.CurrentSession().UserId)
        {
            return ImmediateDeletionOutcome.Self;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        return await db.ImmediateDeletions.Where(row => row.UserId == userId).ExecuteDeleteAsync(cancellationToken) == 1
            ? await RecordAsync(context, EventKind.ErasureDeclined, userId, form, transaction, cancellationToken)
            : ImmediateDeletionOutcome.Unchanged;
    }

    private async Task<ImmediateDeletionOutcome> RecordAsync(
        HttpContext context, string kind, Guid userId, ActForm form, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, CancellationToken cancellationToken)
    {
        events.Add(db, context, kind, EventOutcome.Success, context.CurrentSession().UserId, details: form.Details((SecurityEvent.AboutDetail, userId.ToString())));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ImmediateDeletionOutcome.Done;
    }

    private async Task<Guid[]> CountingAsync(CancellationToken cancellationToken) =>
        [.. (await administrators.AllAsync(cancellationToken)).Where(one => !one.IsLocked).Select(one => one.Id)];

    private sealed record Agreed(Guid RequestedBy, string Reason);
}
