using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Sessions;

/// <summary>How a request to end one session went.</summary>
public enum RevokeOutcome
{
    Revoked,

    /// <summary>It has ended before: a second click, or another tab.</summary>
    Gone,

    /// <summary>It is the session that asks: signing out is the way.</summary>
    IsCurrent,

    /// <summary>There is no such session, or it is somebody else's: the same answer, so that guessing gains nothing.</summary>
    NotFound,
}

/// <summary>Ends sessions for their owner; the page and the JSON routes share it.</summary>
public sealed class SessionRevocation(PortalDbContext db, SessionEnding ending, SecurityEvents events)
{
    public async Task<RevokeOutcome> RevokeAsync(HttpContext context, CurrentSession current, Guid id, CancellationToken cancellationToken)
    {
        if (id == current.Id)
        {
            return RevokeOutcome.IsCurrent;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAccountAsync(current.UserId, cancellationToken);
        var device = await db.Sessions.Where(row => row.Id == id && row.UserId == current.UserId).Select(row => new { row.DeviceName, row.KnownDeviceId }).SingleOrDefaultAsync(cancellationToken);
        if (device is null || !await ending.EndAsync(current.UserId, id, EndReason.RevokedByOwner, current, cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
            return await db.EndedSessions.AnyAsync(ended => ended.Id == id && ended.UserId == current.UserId, cancellationToken) ? RevokeOutcome.Gone : RevokeOutcome.NotFound;
        }

        events.Add(db, context, EventKind.SessionRevoked, EventOutcome.Success, current.UserId, details: new() { ["session"] = id.ToString(), ["device"] = device.DeviceName });
        // A lost laptop is to ask for the second factor again.
        await db.KnownDevices.Where(row => row.Id == device.KnownDeviceId && row.UserId == current.UserId).EndTrustAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return RevokeOutcome.Revoked;
    }

    /// <summary>Ends all sessions of the account but the current one. Returns how many.</summary>
    public async Task<int> RevokeOthersAsync(HttpContext context, CurrentSession current, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAccountAsync(current.UserId, cancellationToken);
        var revoked = await ending.EndAllAsync(current.UserId, current.Id, EndReason.RevokedByOwner, current, cancellationToken);
        if (revoked > 0)
        {
            var here = await db.Sessions.Where(row => row.Id == current.Id).Select(row => row.KnownDeviceId).SingleOrDefaultAsync(cancellationToken);
            await db.KnownDevices.Where(row => row.UserId == current.UserId && row.Id != here).EndTrustAsync(cancellationToken);
            events.Add(db, context, EventKind.SessionRevoked, EventOutcome.Success, current.UserId, details: new() { ["count"] = revoked.ToString(System.Globalization.CultureInfo.InvariantCulture) });
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return revoked;
    }
}
