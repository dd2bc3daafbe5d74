using AccountPortal.Accounts;
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

/// <summary>A change that adds or removes a passkey, in the frame of all changes of factors: sign-ins under way have to start again after it.</summary>
public sealed class PasskeyChange(FactorFrame frame)
{
    /// <summary>Runs the change in its transaction; unless it is <see cref="PasskeyOutcome.Done"/>, nothing of it stays.</summary>
    public async Task<PasskeyResult> RunAsync(HttpContext context, Func<Account, Task<PasskeyResult>> change, CancellationToken cancellationToken)
    {
        var result = PasskeyResult.Overtaken;
        await frame.RunAsync(context, async account =>
        {
            result = await change(account);
            account.RenewStamp();
            return result.Outcome == PasskeyOutcome.Done;
        }, cancellationToken);
        return result;
    }
}
