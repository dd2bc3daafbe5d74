using AccountPortal.Accounts;
using AccountPortal.Passwords;
using AccountPortal.SignIn;

namespace AccountPortal.StepUp;

/// <summary>The account's password, typed again.</summary>
internal sealed class PasswordStepUp(PasswordFence passwords) : IStepUpMethod
{
    public string Method => AuthMethod.Password;

    public Task<bool> IsSetUpAsync(Account account, CancellationToken cancellationToken) => Task.FromResult(account.PasswordHash is not null);

    public async Task<bool?> CheckAsync(HttpContext context, Account account, StepUpProof proof, CancellationToken cancellationToken) => string.IsNullOrEmpty(proof.Password)
        ? null
        : account.PasswordHash is not null && await passwords.VerifyAsync(account, proof.Password, cancellationToken) != PasswordOutcome.Wrong;
}
