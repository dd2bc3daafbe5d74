using AccountPortal.Accounts;
using AccountPortal.SignIn;
using AccountPortal.StepUp;

namespace AccountPortal.TwoFactor;

/// <summary>Confirms by a recovery code, which is then used up.</summary>
public sealed class RecoveryCodeStepUp(RecoveryCodes codes) : IStepUpMethod
{
    public string Method => AuthMethod.RecoveryCode;

    public async Task<bool> IsSetUpAsync(Account account, CancellationToken cancellationToken) =>
        account.TwoFactorEnabled && await codes.LeftAsync(account.Id, cancellationToken) > 0;

    // Whatever is typed as a code and is none of the app's was meant as one of these.
    public async Task<bool?> CheckAsync(HttpContext context, Account account, StepUpProof proof, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(proof.Code) || Totp.Parse(proof.Code) is not null ? null : await codes.UseAsync(account, proof.Code, cancellationToken);
}
