using System.Buffers.Text;
using AccountPortal.Security;

namespace AccountPortal.EmailVerification;

/// <summary>
/// Takes a mailed token out of the URL: it moves into a short-lived cookie and the browser goes on to a clean address, so that it reaches no
/// history, log or Referer. Opening the link changes nothing in the database: mail scanners open links too (P8).
/// </summary>
public sealed class LinkCookie(PublicUrl publicUrl, TimeProvider clock)
{
    private const int TokenLength = 43;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    public void Keep(HttpContext context, string name, string token)
    {
        if (token.Length == TokenLength && Base64Url.IsValid(token))
        {
            var naming = Naming(name);
            context.Response.Cookies.Append(naming.Value, token, naming.Options(clock.GetUtcNow() + Lifetime));
        }
    }

    public string? Read(HttpContext context, string name) => context.Request.Cookies[Naming(name).Value];

    public void Forget(HttpContext context, string name)
    {
        var naming = Naming(name);
        context.Response.Cookies.Delete(naming.Value, naming.Options(null));
    }

    private CookieNaming Naming(string name) => new($"portal-link-{name}", publicUrl);
}
