using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccountPortal.Security;

namespace AccountPortal.Gateway;

/// <summary>
/// Notices who is sent back to an app and comes again at once: the app does not see the session, and without an end to it the browser would go round between the
/// two. The count is the browser's own, for half a minute and one address of an app.
/// </summary>
public sealed class OnwardCircles(PublicUrl publicUrl, TimeProvider clock)
{
    private const int Most = 3;
    private const int DigestLength = 8;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
    private readonly CookieNaming cookie = new("portal-onward", publicUrl);

    /// <summary>Whether this is one time too many; then the counting begins anew.</summary>
    public bool IsOne(HttpContext context, Uri app)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(app.AbsoluteUri)))[..DigestLength];
        var times = context.Request.Cookies[cookie.Value]?.Split('.') is [var before, var count] && before == name
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (times >= Most)
        {
            context.Response.Cookies.Delete(cookie.Value, cookie.Options(null));
            return true;
        }

        context.Response.Cookies.Append(cookie.Value, string.Create(CultureInfo.InvariantCulture, $"{name}.{times + 1}"), cookie.Options(clock.GetUtcNow() + Remembered));
        return false;
    }
}
