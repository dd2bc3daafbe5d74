using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Devices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.TwoFactor;

/// <summary>Handed to a sign-in in a feature of the request: the person wants this browser to be trusted from now on.</summary>
public sealed record TrustThisDevice;

/// <summary>
/// Devices from which a sign-in needs no second factor for a while. The device's own cookie is what is trusted: a like browser in the same network is
/// not, and one that its owner distrusts never is.
/// </summary>
public sealed class TrustedDevices(PortalDbContext db, DeviceCookie cookie, SecurityEvents events, TimeProvider clock, IOptions<TwoFactorSettings> settings)
{
    /// <summary>Whether this browser is one of them.</summary>
    public async Task<bool> CoverAsync(HttpContext context, Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return settings.Value.TrustDeviceFor > TimeSpan.Zero && Here(context, userId) is { } here && await here.AnyAsync(device => device.TrustedUntil > now, cancellationToken);
    }

    /// <summary>Whether this browser was used with the account before and is not distrusted.</summary>
    public async Task<bool> KnowAsync(HttpContext context, Guid userId, CancellationToken cancellationToken) =>
        Here(context, userId) is { } here && await here.AnyAsync(cancellationToken);

    /// <summary>Those of the account that are trusted now, the latest first.</summary>
    public Task<List<KnownDevice>> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return db.KnownDevices.AsNoTracking()
            .Where(device => device.UserId == userId && device.TrustedUntil > now && device.DistrustedAt == null)
            .OrderByDescending(device => device.LastSeenAt)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Whether trust may be offered in this browser: not in one that the owner distrusts.</summary>
    public async Task<bool> MayBeginAsync(HttpContext context, Guid userId, CancellationToken cancellationToken) =>
        settings.Value.TrustDeviceFor > TimeSpan.Zero
        && !(cookie.Read(context.Request)?.Hash is { } hash && await db.KnownDevices.AnyAsync(
            device => device.UserId == userId && device.DistrustedAt != null && (device.KeyHash == hash || device.PreviousKeyHash == hash), cancellationToken));

    /// <summary>Trusts the device of a sign-in, in that sign-in's transaction, if the request asks for it; the caller saves.</summary>
    public void Begin(HttpContext context, KnownDevice device, Guid sessionId)
    {
        if (context.Features.Get<TrustThisDevice>() is not null && device.DistrustedAt is null && settings.Value.TrustDeviceFor > TimeSpan.Zero)
        {
            device.TrustedUntil = clock.GetUtcNow() + settings.Value.TrustDeviceFor;
            events.Add(db, context, EventKind.DeviceTrusted, EventOutcome.Success, device.UserId, sessionId, new() { ["device"] = device.Name ?? device.DeviceName });
        }
    }

    /// <summary>Trusts that device no longer. <c>false</c> where the account has no such device.</summary>
    public async Task<bool> EndAsync(HttpContext context, Guid userId, Guid deviceId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // A sign-in that relies on the trust is before this, or finds it gone.
        await db.LockAccountAsync(userId, cancellationToken);
        if (await db.KnownDevices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == deviceId && row.UserId == userId, cancellationToken) is not { } device)
        {
            return false;
        }

        if (await db.KnownDevices.Where(row => row.Id == deviceId).EndTrustAsync(cancellationToken) == 1)
        {
            events.Add(db, context, EventKind.DeviceTrustEnded, EventOutcome.Success, userId, details: new() { ["device"] = device.Name ?? device.DeviceName });
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private IQueryable<KnownDevice>? Here(HttpContext context, Guid userId) => cookie.Read(context.Request)?.Hash is { } hash
        ? db.KnownDevices.Where(device => device.UserId == userId && device.DistrustedAt == null && (device.KeyHash == hash || device.PreviousKeyHash == hash))
        : null;
}
