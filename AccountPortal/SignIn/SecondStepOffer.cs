using AccountPortal.Accounts;
using AccountPortal.TwoFactor;
using Microsoft.Extensions.Options;

namespace AccountPortal.SignIn;

/// <summary>
/// The ways that are open at the second step. <paramref name="TakesCodes"/>: of the app, or recovery codes that are left.
/// <paramref name="TrustFor"/>: how long the device may go unasked, zero where it may not.
/// </summary>
public sealed record SecondStepWays(bool HasApp, bool HasPasskey, bool TakesCodes, TimeSpan TrustFor);

/// <summary>What the pages of the second step offer to somebody who has brought the password.</summary>
public sealed class SecondStepOffer(SecondFactors factors, RecoveryCodes codes, TrustedDevices trusted, IOptions<TwoFactorSettings> settings)
{
    public async Task<SecondStepWays> FindAsync(HttpContext context, Account account, CancellationToken cancellationToken) => new(
        account.TwoFactorEnabled,
        await factors.HasPasskeyAsync(account.Id, cancellationToken),
        account.TwoFactorEnabled || await codes.LeftAsync(account.Id, cancellationToken) > 0,
        await trusted.MayBeginAsync(context, account.Id, cancellationToken) ? settings.Value.TrustDeviceFor : TimeSpan.Zero);
}
