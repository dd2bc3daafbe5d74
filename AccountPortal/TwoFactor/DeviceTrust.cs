using AccountPortal.Data;
using AccountPortal.Devices;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.TwoFactor;

/// <summary>Where trust in devices ends. Whoever changes what an account is proven by calls it, in the same transaction.</summary>
public static class DeviceTrust
{
    /// <summary>No device of the account signs in without a second factor any more.</summary>
    public static Task<int> EndDeviceTrustAsync(this PortalDbContext db, Guid userId, CancellationToken cancellationToken) =>
        db.KnownDevices.Where(device => device.UserId == userId).EndTrustAsync(cancellationToken);

    /// <summary>None of these signs in without a second factor any more. Returns how many did.</summary>
    public static Task<int> EndTrustAsync(this IQueryable<KnownDevice> devices, CancellationToken cancellationToken) =>
        devices.Where(device => device.TrustedUntil != null).ExecuteUpdateAsync(set => set.SetProperty(device => device.TrustedUntil, (DateTimeOffset?)null), cancellationToken);
}
