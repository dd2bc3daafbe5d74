using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.TwoFactor;

/// <summary>Where trust in devices ends. Whoever changes what an account is proven by calls it, in the same transaction.</summary>
public static class DeviceTrust
{
    /// <summary>No device of the account signs in without a second factor any more.</summary>
    public static Task<int> EndDeviceTrustAsync(this PortalDbContext db, Guid userId, CancellationToken cancellationToken) =>
        db.KnownDevices.Where(device => device.UserId == userId && device.TrustedUntil != null)
            .ExecuteUpdateAsync(set => set.SetProperty(device => device.TrustedUntil, (DateTimeOffset?)null), cancellationToken);
}
