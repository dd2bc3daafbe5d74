using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Devices;
using AccountPortal.Sessions;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>All that the page of one account shows.</summary>
public sealed record AccountPage(
    Account Account,
    Administrator? Role,
    DateTimeOffset? LastSignInAt,
    IReadOnlyList<SessionCard> Live,
    IReadOnlyList<EndedSession> Ended,
    IReadOnlyList<KnownDevice> Devices,
    IReadOnlyList<SecurityEvent> Events,
    IReadOnlyDictionary<Guid, string> Names,
    bool HasSecondFactor,
    FactorReset? Reset,
    DeletionRow? Deletion,
    AskedDeletionRow? Asked);

/// <summary>Gathers what administrators see of an account. Reading changes nothing and needs no lock.</summary>
public sealed class AccountReport(
    PortalDbContext db, SessionList sessions, ActivityLog log, Administrators administrators, AccountNames names, SecondFactors factors, FactorResets resets,
    DeletionQuery deletions)
{
    private const int Latest = 10;

    /// <summary>The account's page; <c>null</c> where there is no such account.</summary>
    public async Task<AccountPage?> OfAsync(Guid id, CurrentSession current, CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } account)
        {
            return null;
        }

        var events = (await log.PageAsync(new ActivityFilter { AccountId = id }, null, null, cancellationToken)).Events.Take(Latest).ToList();
        return new AccountPage(
            account,
            (await administrators.AllAsync(cancellationToken)).SingleOrDefault(one => one.Id == id),
            account.LastSignInAt,
            await sessions.LiveAsync(id, current, cancellationToken),
            await sessions.EndedAsync(id, cancellationToken),
            await db.KnownDevices.AsNoTracking().Where(device => device.UserId == id).OrderByDescending(device => device.LastSeenAt).Take(Latest).ToListAsync(cancellationToken),
            events,
            await names.OfAsync(events.Select(happened => happened.ActorId), cancellationToken),
            await factors.HasAsync(account, cancellationToken),
            await resets.OfAsync(id, cancellationToken),
            await deletions.OfAsync(id, cancellationToken),
            await deletions.AskedAsync(id, current.UserId, cancellationToken));
    }
}
