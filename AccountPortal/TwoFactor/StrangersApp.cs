using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.TwoFactor;

/// <summary>
/// Takes an authenticator app off that a stranger put on an account that had none: it would keep the owner out for good, who gets a new password by
/// mail and no code. An app that the account had before, and whatever took its place, stays: no mail stands in for a second factor (ASVS 6.4.3).
/// </summary>
public sealed class StrangersApp(PortalDbContext db, RecoveryCodes codes, SecurityEvents events)
{
    /// <summary>
    /// For who came at <paramref name="since"/> on that device. An app that was put on from another device is the owner's, whoever has come by the
    /// mail. In the transaction of the caller, who holds the account's lock and saves.
    /// </summary>
    public async Task RemoveAsync(HttpContext context, Account account, DateTimeOffset since, Guid deviceId, CancellationToken cancellationToken)
    {
        if (!account.TwoFactorEnabled
            || await HadOneAsync(account.Id, since, cancellationToken)
            || !await CameFromAsync(account.Id, deviceId, cancellationToken)
            || await db.TotpFactors.Where(row => row.UserId == account.Id && row.CreatedAt >= since).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return;
        }

        await codes.RemoveAsync(account.Id, cancellationToken);
        account.SetTwoFactor(false);
        events.Add(db, context, EventKind.TwoFactorOff, EventOutcome.Success, account.Id);
    }

    private async Task<bool> CameFromAsync(Guid userId, Guid deviceId, CancellationToken cancellationToken)
    {
        var session = await db.SecurityEvents
            .Where(row => row.AccountId == userId && row.Kind == EventKind.TwoFactorOn && row.Outcome == EventOutcome.Success)
            .OrderByDescending(row => row.Id)
            .Select(row => row.SessionId)
            .FirstOrDefaultAsync(cancellationToken);
        return await db.Sessions.AnyAsync(row => row.Id == session && row.KnownDeviceId == deviceId, cancellationToken)
            || await db.EndedSessions.AnyAsync(row => row.Id == session && row.KnownDeviceId == deviceId, cancellationToken);
    }

    private async Task<bool> HadOneAsync(Guid userId, DateTimeOffset since, CancellationToken cancellationToken) =>
        await db.SecurityEvents
            .Where(row => row.AccountId == userId && row.At < since && row.Outcome == EventOutcome.Success)
            .Where(row => row.Kind == EventKind.TwoFactorOn || row.Kind == EventKind.TwoFactorOff || row.Kind == EventKind.FactorsReset)
            .OrderByDescending(row => row.Id)
            .Select(row => row.Kind)
            .FirstOrDefaultAsync(cancellationToken) == EventKind.TwoFactorOn;
}
