using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>Ends sessions of others, for administrators. Each act is an event with its reason; the owner is told of "an administrator", without a name.</summary>
public sealed class AdminSessionEnding(PortalDbContext db, SessionEnding ending, SecurityEvents events)
{
    /// <summary>Ends one session of the account. <c>false</c> where it has no such live session.</summary>
    public async Task<bool> EndAsync(HttpContext context, Guid userId, Guid sessionId, ActForm form, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAccountAsync(userId, cancellationToken);
        var device = await db.Sessions.Where(row => row.Id == sessionId && row.UserId == userId).Select(row => row.DeviceName).SingleOrDefaultAsync(cancellationToken);
        if (device is null || !await ending.EndAsync(userId, sessionId, EndReason.Administrator, context.CurrentSession(), cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
            return false;
        }

        Add(context, EventKind.AdminSessionRevoked, userId, form.Details(("session", sessionId.ToString()), ("device", device)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Ends all sessions of the account, but the one that asks where it is the administrator's own account. Returns how many; nothing happened where it is 0.</summary>
    public async Task<int> EndAllAsync(HttpContext context, Guid userId, ActForm form, CancellationToken cancellationToken)
    {
        var current = context.CurrentSession();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAccountAsync(userId, cancellationToken);
        var ended = await ending.EndAllAsync(userId, current.Id, EndReason.Administrator, current, cancellationToken);
        if (ended > 0)
        {
            Add(context, EventKind.AdminSessionsRevoked, userId, form.Details(("count", Text(ended))));
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return ended;
    }

    /// <summary>Ends everybody's sessions but the one that asks. Returns how many.</summary>
    public async Task<int> EndEverybodysAsync(HttpContext context, ActForm form, CancellationToken cancellationToken)
    {
        // Written first: whatever happens on the way, it is known who began it.
        Add(context, EventKind.AdminSessionsRevoked, null, form.Details(("scope", "everybody")));
        await db.SaveChangesAsync(cancellationToken);
        return await ending.EndEverybodysAsync(EndReason.Administrator, context.CurrentSession(), cancellationToken);
    }

    private void Add(HttpContext context, string kind, Guid? userId, Dictionary<string, string> details) =>
        events.Add(db, context, kind, EventOutcome.Success, userId, details: details);

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
