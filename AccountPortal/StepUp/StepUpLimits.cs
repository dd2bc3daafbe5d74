using AccountPortal.Passwords;
using AccountPortal.Security;

namespace AccountPortal.StepUp;

/// <summary>
/// How guessing a proof is slowed, for each account and before anything is checked. Passwords have counts of their own, and so has what else can be
/// brought: whoever holds a stolen session and the password must not buy new guesses at the code by confirming with the password in between.
/// </summary>
public sealed class StepUpLimits(Throttles throttles)
{
    // Ten tries at once share their count with the forms that ask for the password: a stolen cookie must not guess at several doors.
    // Over a day there are few enough that six digits stay safe. Signing in is not locked by any of them.
    private static readonly ThrottleRule[] OfPasswords = [CurrentPassword.PerAccount, new("step-up/day", 50, TimeSpan.FromMinutes(30))];
    private static readonly ThrottleRule[] OfFactors = [new("step-up/factor", 10, TimeSpan.FromMinutes(1)), new("step-up/factor-day", 50, TimeSpan.FromMinutes(30))];

    /// <summary>Takes a try of each kind that is brought. How long to wait, where there are none left.</summary>
    public async Task<TimeSpan?> TakeAsync(Guid userId, StepUpProof proof, CancellationToken cancellationToken)
    {
        var hasFactor = !string.IsNullOrEmpty(proof.Code) || !string.IsNullOrEmpty(proof.Passkey);
        ThrottleRule[] rules = [.. string.IsNullOrEmpty(proof.Password) ? [] : OfPasswords, .. hasFactor ? OfFactors : []];
        foreach (var rule in rules)
        {
            if (await throttles.TakeAsync(rule, userId.ToString(), cancellationToken) is { } wait)
            {
                return wait;
            }
        }

        return null;
    }

    /// <summary>The right one was brought: the tries of its kind before were the owner's. About the other kind it says nothing.</summary>
    public async Task ForgiveAsync(Guid userId, string method, CancellationToken cancellationToken)
    {
        foreach (var rule in SignIn.AuthMethod.IsSecondFactor(method) ? OfFactors : OfPasswords)
        {
            await throttles.ResetAsync(rule, userId.ToString(), cancellationToken);
        }
    }
}
