using AccountPortal.Accounts;
using AccountPortal.SignIn;
using AccountPortal.StepUp;

namespace AccountPortal.TwoFactor;

/// <summary>Confirms by a recovery code, which is then used up. Codes are no factor by themselves: they count where there is one that they stand in for.</summary>
public sealed class RecoveryCodeStepUp(RecoveryCodes codes, SecondFactors factors) : IStepUpMethod
{
    public string Method => AuthMethod.RecoveryCode;

    public async Task<bool> IsSetUpAsync(Account account, CancellationToken cancellationToken) =>
        await codes.LeftAsync(account.Id, cancellationToken) > 0 && await factors.HasAsync(account, cancellationToken);

    // Whatever is typed as a code and is none of the app's was meant as one of these.
    public async Task<bool?> CheckAsync(HttpContext context, Account account, StepUpProof proof, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(proof.Code) || Totp.Parse(proof.Code) is not null ? null
            : await factors.HasAsync(account, cancellationToken) && await codes.UseAsync(account, proof.Code, cancellationToken);
}
