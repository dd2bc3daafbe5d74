using AccountPortal.Security;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.SignIn;

/// <summary>
/// A sign-in that cannot be completed yet: its second factor is due, or the account has as many sessions as it may. <paramref name="Stamp"/>: the
/// account as it was when its factor was checked. <paramref name="TrustDevice"/>: the person wants no second factor asked for here for a while.
/// </summary>
public sealed record PendingSignIn(Guid AccountId, string Stamp, bool Remember, string[] Methods, bool TrustDevice = false)
{
    public bool HasSecondFactor => Methods.Any(AuthMethod.IsSecondFactor);
}

/// <summary>Keeps such a sign-in with its browser alone, for five minutes.</summary>
public sealed class PendingSignIns(IDataProtectionProvider protection, PublicUrl publicUrl, TimeProvider clock)
{
    private readonly ProtectedCookie<PendingSignIn> cookie = new(protection, publicUrl, clock, "portal-pending-sign-in", TimeSpan.FromMinutes(5));

    public void Keep(HttpContext context, PendingSignIn pending) => cookie.Keep(context, pending);

    public PendingSignIn? Read(HttpContext context) => cookie.Read(context);

    public void Forget(HttpContext context) => cookie.Forget(context);
}
