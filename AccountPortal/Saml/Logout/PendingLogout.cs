using AccountPortal.Security;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.Saml.Logout;

/// <summary>A sign-out that the company is to be told of: the session is gone by then.</summary>
public sealed record PendingLogout(Guid ProviderId, NameId NameId, string? SessionIndex);

/// <summary>Keeps with the browser what it is signing out of, and which answer of the company's it waits for.</summary>
public sealed class PendingLogouts(IDataProtectionProvider protection, PublicUrl publicUrl, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly ProtectedCookie<PendingLogout> cookie = new(protection, publicUrl, clock, "portal-company-logout", Lifetime);
    private readonly CookieNaming asked = new("portal-company-logout-asked", publicUrl);

    public void Keep(HttpContext context, PendingLogout pending) => cookie.Keep(context, pending);

    public PendingLogout? Read(HttpContext context) => cookie.Read(context);

    /// <summary>From now on the browser waits for the answer to that request. The answer may be posted from the company's site.</summary>
    public void Ask(HttpContext context, string requestId)
    {
        cookie.Forget(context);
        context.Response.Cookies.Append(asked.Value, requestId, Options(clock.GetUtcNow() + Lifetime));
    }

    /// <summary>The request that this browser waits for an answer to; it waits for one only.</summary>
    public string? TakeAsked(HttpContext context)
    {
        context.Response.Cookies.Delete(asked.Value, Options(null));
        return context.Request.Cookies[asked.Value];
    }

    private CookieOptions Options(DateTimeOffset? expires)
    {
        var options = asked.Options(expires);
        options.SameSite = publicUrl.IsHttps ? SameSiteMode.None : SameSiteMode.Unspecified;
        return options;
    }
}
