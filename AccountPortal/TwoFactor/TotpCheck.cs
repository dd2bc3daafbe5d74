using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.TwoFactor;

/// <summary>Checks codes of the authenticator app. Each works once.</summary>
public sealed class TotpCheck(PortalDbContext db, TotpKeys keys, TimeProvider clock)
{
    /// <summary>
    /// Whether it is a code of the account's app, around now, and newer than every one before; then it is used up. Of many that bring the same one
    /// together a single one gets <c>true</c>: the step is compared and set in one statement.
    /// </summary>
    public async Task<bool> UseAsync(Guid userId, string? typed, CancellationToken cancellationToken)
    {
        if (Totp.Parse(typed) is not { } code
            || await db.TotpFactors.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == userId && row.ConfirmedAt != null, cancellationToken) is not { } factor)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        return Totp.StepOf(keys.Open(factor), code, now) is { } step
            && await db.TotpFactors
                // The key too: the app may have been changed since it was read.
                .Where(row => row.UserId == userId && row.ConfirmedAt != null && row.LastStep < step && row.ProtectedKey == factor.ProtectedKey)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastStep, step).SetProperty(row => row.LastUsedAt, now), cancellationToken) == 1;
    }
}
