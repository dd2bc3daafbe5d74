using AccountPortal.Accounts;
using AccountPortal.SignIn;
using AccountPortal.StepUp;

namespace AccountPortal.TwoFactor;

/// <summary>Confirms by a code of the authenticator app.</summary>
public sealed class TotpStepUp(TotpCheck totp) : IStepUpMethod
{
    public string Method => AuthMethod.Totp;

    public Task<bool> IsSetUpAsync(Account account, CancellationToken cancellationToken) => Task.FromResult(account.TwoFactorEnabled);

    public async Task<bool?> CheckAsync(HttpContext context, Account account, StepUpProof proof, CancellationToken cancellationToken) =>
        Totp.Parse(proof.Code) is { } code ? await totp.UseAsync(account.Id, code, cancellationToken) : null;
}
