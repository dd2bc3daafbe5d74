using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.TwoFactor;

/// <summary>The key of an app that is being set up: it is the browser's alone, encrypted, until a code shows that the app has it.</summary>
public sealed class PendingTotps(IDataProtectionProvider protection, PublicUrl publicUrl, TimeProvider clock)
{
    private readonly ProtectedCookie<Pending> cookie = new(protection, publicUrl, clock, "portal-totp", TimeSpan.FromMinutes(30));

    /// <summary>The key that this session is setting up, a new one if there is none. A reload or a second tab shows the same again.</summary>
    public byte[] Begin(HttpContext context)
    {
        if (Read(context) is { } key)
        {
            return key;
        }

        var fresh = Totp.NewKey();
        cookie.Keep(context, new Pending(context.CurrentSession().Id, fresh));
        return fresh;
    }

    public byte[]? Read(HttpContext context) => cookie.Read(context) is { } pending && pending.SessionId == context.CurrentSession().Id ? pending.Key : null;

    public void Forget(HttpContext context) => cookie.Forget(context);

    private sealed record Pending(Guid SessionId, byte[] Key);
}
