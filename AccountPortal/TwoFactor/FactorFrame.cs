using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Saml.Operation;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.TwoFactor;

/// <summary>
/// The frame of each change of second factors and passkeys by whoever is signed in (P5): one transaction in which the account's lock keeps other
/// changes out, this session gets a new key, and no device is trusted any more. A session that was ended or rotated meanwhile changes nothing.
/// </summary>
public sealed class FactorFrame(PortalDbContext db, SessionRotation rotation, BreakGlassAccounts emergencies)
{
    /// <summary>
    /// Runs the change, which gives the account a new security stamp. <c>false</c> where it says that nothing is to be done, or another request
    /// ended this session or rotated its key: then nothing of it stays.
    /// </summary>
    public async Task<bool> RunAsync(HttpContext context, Func<Account, Task<bool>> change, CancellationToken cancellationToken)
    {
        var session = context.CurrentSession();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Before the account's lock, as everybody takes the two: the last emergency account keeps a factor, whoever else withdraws theirs at this moment.
        var isEmergency = await db.Users.AnyAsync(row => row.Id == session.UserId && row.IsBreakGlass, cancellationToken);
        if (isEmergency)
        {
            await emergencies.WaitForTurnAsync(cancellationToken);
        }

        if (await db.LockedAccountAsync(session.UserId, cancellationToken) is not { } account
            || (account.IsBreakGlass && !isEmergency)
            || await rotation.RotateAsync(session, cancellationToken) is not { } key
            || !await change(account))
        {
            return false;
        }

        await db.EndDeviceTrustAsync(account.Id, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        rotation.HandOut(context, session, key);
        return true;
    }
}
