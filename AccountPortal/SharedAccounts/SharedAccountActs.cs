using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.SharedAccounts;

/// <summary>What an administrator can do about a finding: write to the owner, limit the sessions, or say that it is all right. Never a block.</summary>
public sealed class SharedAccountActs(PortalDbContext db, SecurityEvents events, Outbox outbox, SharedAccountLetters letters, TimeProvider clock)
{
    /// <summary>Writes to the owner. <c>false</c> where that was done less than a month ago, or there is no such finding.</summary>
    public async Task<bool> TellAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = now - SharedAccountFindings.TellsAgain;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The row decides: of two administrators at once one writes.
        var told = await db.SharedAccountFindings
            .Where(finding => finding.UserId == userId && (finding.OwnerToldAt == null || finding.OwnerToldAt <= before))
            .ExecuteUpdateAsync(set => set.SetProperty(finding => finding.OwnerToldAt, now), cancellationToken);
        if (told == 0 || await db.Users.AsNoTracking().SingleOrDefaultAsync(account => account.Id == userId, cancellationToken) is not { } owner)
        {
            return false;
        }

        outbox.Add(db, letters.Told(owner, form.KeptMessage));
        events.Add(db, context, EventKind.AdminSharedAccountTold, EventOutcome.Success, userId, details: form.Details());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Sets how many sessions the account may have; it holds from the next sign-in on. <c>false</c> where the account is gone.</summary>
    public async Task<bool> LimitAsync(HttpContext context, Guid userId, int sessions, ActForm form, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(userId, cancellationToken) is not { } account)
        {
            return false;
        }

        account.MaxSessions = sessions;
        events.Add(db, context, EventKind.AdminSessionsLimited, EventOutcome.Success, userId, details: form.Details(("sessions", $"{sessions}")));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Hides the finding until its score rises. <c>false</c> where it is settled already or gone.</summary>
    public async Task<bool> SettleAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var settled = await db.SharedAccountFindings
            .Where(finding => finding.UserId == userId && finding.SettledAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(finding => finding.SettledAt, now).SetProperty(finding => finding.SettledReason, form.KeptReason), cancellationToken);
        if (settled == 0)
        {
            return false;
        }

        events.Add(db, context, EventKind.AdminSharedAccountSettled, EventOutcome.Success, userId, details: form.Details());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
