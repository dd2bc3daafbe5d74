using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Deletion;

/// <summary>
/// Cancels a deletion that a stranger asked for, where the owner throws the stranger out. One that the owner had asked for before stays: nobody who merely
/// deals with an odd sign-in has changed their mind about it.
/// </summary>
public sealed class StrangersDeletion(PortalDbContext db, DeletionWithdrawal withdrawal, DeletionMails mails, SecurityEvents events)
{
    /// <summary>Comes first in the caller's transaction, before any lock on the account (see <see cref="DeletionWithdrawal"/>).</summary>
    public Task HoldAsync(Guid userId, CancellationToken cancellationToken) => withdrawal.HoldAsync(userId, cancellationToken);

    /// <summary>
    /// For a stranger who came at <paramref name="since"/>, or in that session. In the transaction of the caller, who holds the account's lock and saves.
    /// </summary>
    public async Task CancelAsync(HttpContext context, Account account, DateTimeOffset since, Guid? sessionId, CancellationToken cancellationToken)
    {
        var request = await db.DeletionRequests.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == account.Id && row.Cause == DeletionCause.Owner, cancellationToken);
        if (request is null || (request.RequestedAt < since && !await CameFromAsync(request, sessionId, cancellationToken)))
        {
            return;
        }

        await withdrawal.EndAsync(account.Id, cancellationToken);
        mails.AddKept(context, account);
        events.Add(db, context, EventKind.DeletionCancelled, EventOutcome.Success, account.Id, sessionId, new() { ["by"] = "not-me" });
    }

    // The session may be forgotten by now, and with it when it began.
    private async Task<bool> CameFromAsync(DeletionRequest request, Guid? sessionId, CancellationToken cancellationToken) =>
        sessionId is not null && await db.SecurityEvents
            .Where(row => row.AccountId == request.UserId && row.Kind == EventKind.DeletionRequested && row.At >= request.RequestedAt)
            .AnyAsync(row => row.SessionId == sessionId, cancellationToken);
}
