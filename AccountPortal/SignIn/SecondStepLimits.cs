using AccountPortal.Security;

namespace AccountPortal.SignIn;

/// <summary>
/// How guessing codes is slowed. Tries are counted per account, before the code is checked, and apart from those with passwords: whoever guesses
/// codes has the password, and must not shut the owner out of the first step too. A code of the app is one of three in a million at any moment.
/// </summary>
public sealed class SecondStepLimits(Throttles throttles)
{
    // A recovery code cannot be guessed; its own count keeps a way in for an owner whose codes somebody is guessing.
    private static readonly ThrottleRule OfApp = new("second-step/totp", 6, TimeSpan.FromMinutes(2));
    private static readonly ThrottleRule OfAppInADay = new("second-step/totp-day", 60, TimeSpan.FromMinutes(24));
    private static readonly ThrottleRule OfRecovery = new("second-step/recovery-code", 10, TimeSpan.FromMinutes(1));
    private static readonly ThrottleRule Mail = new("second-step/mail", 1, TimeSpan.FromHours(1));

    /// <summary>Takes a try. How long to wait, where there are none left.</summary>
    public async Task<TimeSpan?> TakeAsync(Guid userId, string method, CancellationToken cancellationToken) => method == AuthMethod.RecoveryCode
        ? await throttles.TakeAsync(OfRecovery, userId.ToString(), cancellationToken)
        : await throttles.TakeAsync(OfApp, userId.ToString(), cancellationToken) ?? await throttles.TakeAsync(OfAppInADay, userId.ToString(), cancellationToken);

    /// <summary>A right code was brought: the tries before were the owner's. The day's count stays.</summary>
    public Task ForgiveAsync(Guid userId, string method, CancellationToken cancellationToken) =>
        throttles.ResetAsync(method == AuthMethod.RecoveryCode ? OfRecovery : OfApp, userId.ToString(), cancellationToken);

    /// <summary>Whether the owner is to be told of wrong codes now: once an hour.</summary>
    public async Task<bool> TakeMailAsync(Guid userId, CancellationToken cancellationToken) =>
        await throttles.TakeAsync(Mail, userId.ToString(), cancellationToken) is null;
}
