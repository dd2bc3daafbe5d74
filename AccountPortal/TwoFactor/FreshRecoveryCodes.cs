using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.TwoFactor;

/// <summary>
/// Carries new recovery codes from the change that made them to the page that shows them once and the file that is downloaded once. No table and no
/// address ever holds them: they wait in an encrypted cookie of this browser, which only the session that made them can open.
/// </summary>
public sealed class FreshRecoveryCodes(IDataProtectionProvider protection, PublicUrl publicUrl, TimeProvider clock)
{
    private readonly ProtectedCookie<Fresh> cookie = new(protection, publicUrl, clock, "portal-recovery-codes", TimeSpan.FromMinutes(10));

    public void Keep(HttpContext context, string[] codes) => cookie.Keep(context, new Fresh(context.CurrentSession().Id, codes, IsShown: false));

    /// <summary>The codes, to be shown; <c>null</c> the second time.</summary>
    public string[]? TakeForPage(HttpContext context)
    {
        if (Read(context) is not { IsShown: false } fresh)
        {
            return null;
        }

        cookie.Keep(context, fresh with { IsShown = true });
        return fresh.Codes;
    }

    /// <summary>Whether they can still be downloaded.</summary>
    public bool Wait(HttpContext context) => Read(context) is not null;

    /// <summary>The codes, for the file; <c>null</c> the second time, and after ten minutes.</summary>
    public string[]? TakeForFile(HttpContext context)
    {
        var fresh = Read(context);
        cookie.Forget(context);
        return fresh?.Codes;
    }

    private Fresh? Read(HttpContext context) => cookie.Read(context) is { } fresh && fresh.SessionId == context.CurrentSession().Id ? fresh : null;

    private sealed record Fresh(Guid SessionId, string[] Codes, bool IsShown);
}
