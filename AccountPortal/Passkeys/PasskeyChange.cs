using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Sessions;
using AccountPortal.TwoFactor;

namespace AccountPortal.Passkeys;

public enum PasskeyOutcome
{
    Done,

    /// <summary>The account has no such passkey.</summary>
    NotFound,

    /// <summary>Not accepted; <see cref="PasskeyResult.Problem"/> says why.</summary>
    Refused,

    /// <summary>Another request changed the account or ended this session in between: nothing was done.</summary>
    Overtaken,
}

/// <summary>How a change of passkeys went. <paramref name="Name"/>: of the passkey that it was about.</summary>
public sealed record PasskeyResult(PasskeyOutcome Outcome, string? Name = null, string? Problem = null)
{
    public static readonly PasskeyResult NotFound = new(PasskeyOutcome.NotFound);
    public static readonly PasskeyResult Overtaken = new(PasskeyOutcome.Overtaken);

    public static PasskeyResult Refused(string problem) => new(PasskeyOutcome.Refused, Problem: problem);
}

/// <summary>
/// The frame of a change that adds or removes a passkey (P5): the account's lock keeps other changes out, sign-ins under way have to start again,
/// and this session gets a new key. A session that was ended or rotated meanwhile changes nothing.
/// </summary>
public sealed class PasskeyChange(PortalDbContext db, SessionRotation rotation)
{
    /// <summary>Runs the change in its transaction; unless it is <see cref="PasskeyOutcome.Done"/>, nothing of it stays.</summary>
    public async Task<PasskeyResult> RunAsync(HttpContext context, Func<Account, Task<PasskeyResult>> change, CancellationToken cancellationToken)
    {
        var session = context.CurrentSession();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(session.UserId, cancellationToken) is not { } account || await rotation.RotateAsync(session, cancellationToken) is not { } key)
        {
            return PasskeyResult.Overtaken;
        }

        var result = await change(account);
        if (result.Outcome == PasskeyOutcome.Done)
        {
            account.RenewStamp();
            await db.EndDeviceTrustAsync(account.Id, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            rotation.HandOut(context, session, key);
        }

        return result;
    }
}
