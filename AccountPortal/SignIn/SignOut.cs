using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authentication;

namespace AccountPortal.SignIn;

/// <summary>Ends this browser's session and takes its cookie; the page and <c>POST /logout</c> share it.</summary>
public sealed class SignOut(SessionCookie cookie, SessionEnding ending)
{
    // Not "cookies": that would take the device's own cookie along. The session's is deleted by name.
    private const string ClearSiteData = "\"cache\", \"storage\"";

    public async Task RunAsync(HttpContext context, CancellationToken cancellationToken)
    {
        // By the key that came: the cookie handler would not find the session of one that was rotated a moment ago.
        foreach (var key in cookie.ReadAll(context.Request).Append(cookie.ReadFormer(context.Request)).OfType<CookieKey>())
        {
            await ending.SignOutAsync(key.Hash, context, cancellationToken);
        }

        await context.SignOutAsync(SessionCookie.Scheme);
        cookie.ForgetFormer(context);
        context.Response.Headers["Clear-Site-Data"] = ClearSiteData;
    }
}
