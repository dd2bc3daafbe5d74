using AccountPortal.Saml.Entry;
using AccountPortal.Security;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.SignIn;

/// <summary>
/// A sign-in that cannot be completed yet: its second factor is due, or the account has as many sessions as it may. <paramref name="Stamp"/>: the
/// account as it was when its factor was checked. <paramref name="TrustDevice"/>: the person wants no second factor asked for here for a while.
/// </summary>
public sealed record PendingSignIn(Guid AccountId, string Stamp, bool Remember, string[] Methods, bool TrustDevice = false)
{
    /// <summary>When its last factor was checked; set when it is first kept.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What a session keeps of a company's sign-in; <c>null</c> for every other way in.</summary>
    public SamlTicket? Saml { get; init; }

    public bool HasSecondFactor => Methods.Any(AuthMethod.IsSecondFactor);
}

/// <summary>
/// Keeps such a sign-in with its browser alone, for five minutes after its last factor was checked, however often it is kept again: no list shows it and
/// no button ends it, so it must not be carried on for days, to be completed when nobody looks.
/// </summary>
public sealed class PendingSignIns(IDataProtectionProvider protection, PublicUrl publicUrl, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ProtectedCookie<PendingSignIn> cookie = new(protection, publicUrl, clock, "portal-pending-sign-in", Lifetime);

    public void Keep(HttpContext context, PendingSignIn pending)
    {
        var isTheSame = pending.Since is not null && Read(context)?.HasSecondFactor == pending.HasSecondFactor;
        cookie.Keep(context, isTheSame ? pending : pending with { Since = clock.GetUtcNow() });
    }

    public PendingSignIn? Read(HttpContext context) =>
        cookie.Read(context) is { Since: { } since } pending && since + Lifetime > clock.GetUtcNow() ? pending : null;

    public void Forget(HttpContext context) => cookie.Forget(context);
}
