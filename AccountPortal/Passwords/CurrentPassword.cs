using AccountPortal.Accounts;
using AccountPortal.Security;

namespace AccountPortal.Passwords;

public enum CurrentPasswordOutcome
{
    Right,
    Wrong,

    /// <summary>The account has no password: a reset sets one.</summary>
    None,
    Throttled,
}

public sealed record CurrentPasswordResult(CurrentPasswordOutcome Outcome, TimeSpan Wait = default)
{
    /// <summary>What to say beside the field; <c>null</c> if the password was right.</summary>
    public string? Problem => Outcome switch
    {
        CurrentPasswordOutcome.Wrong => "That is not your current password.",
        CurrentPasswordOutcome.None => "Your account has no password yet. Sign out and use \"Forgot password\" to set one.",
        _ => null,
    };
}

/// <summary>Asks somebody who is signed in for their password again. Tries are limited per account: a stolen cookie must not guess it.</summary>
public sealed class CurrentPassword(PasswordFence passwords, Throttles throttles)
{
    /// <summary>Shared by every form that asks who is signed in for a proof again.</summary>
    internal static readonly ThrottleRule PerAccount = new("current-password", 10, TimeSpan.FromMinutes(1));

    public async Task<CurrentPasswordResult> CheckAsync(Account account, string? password, CancellationToken cancellationToken)
    {
        if (account.PasswordHash is null)
        {
            return new(CurrentPasswordOutcome.None);
        }

        passwords.DemandRoom();
        var subject = account.Id.ToString();
        if (await throttles.TakeAsync(PerAccount, subject, cancellationToken) is { } wait)
        {
            return new(CurrentPasswordOutcome.Throttled, wait);
        }

        if (await passwords.VerifyAsync(account, password ?? "", cancellationToken) == PasswordOutcome.Wrong)
        {
            return new(CurrentPasswordOutcome.Wrong);
        }

        await throttles.ResetAsync(PerAccount, subject, cancellationToken);
        return new(CurrentPasswordOutcome.Right);
    }
}
