using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.TwoFactor;

/// <summary>Keeps the keys of authenticator apps encrypted, each bound to its account: a row copied to another account opens nothing there (P1).</summary>
public sealed class TotpKeys(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("AccountPortal.Totp");

    public byte[] Protect(Guid userId, byte[] key) => For(userId).Protect(key);

    public byte[] Open(TotpFactor factor) => For(factor.UserId).Unprotect(factor.ProtectedKey);

    private IDataProtector For(Guid userId) => protector.CreateProtector(userId.ToString());
}
