using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.SignIn;
using AccountPortal.StepUp;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Passkeys;

/// <summary>Confirming that it's you with one of the account's passkeys. Not to be called within a transaction: what it writes has to stay.</summary>
public sealed class PasskeyStepUp(PasskeyCheck check, PortalDbContext db) : IStepUpMethod
{
    public string Method => AuthMethod.Passkey;

    public Task<bool> IsSetUpAsync(Account account, CancellationToken cancellationToken) => db.UserPasskeys.AnyAsync(passkey => passkey.UserId == account.Id, cancellationToken);

    public async Task<bool?> CheckAsync(HttpContext context, Account account, StepUpProof proof, CancellationToken cancellationToken) => string.IsNullOrEmpty(proof.Passkey)
        ? null
        : await check.RunAsync(context, PasskeyPurpose.StepUp, account.Id, proof.Passkey, cancellationToken) is not null;
}
