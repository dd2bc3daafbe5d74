using System.Security.Claims;
using AccountPortal.Data.Keys;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authentication;

namespace AccountPortal.Sessions;

/// <summary>
/// The cookie's value: the session key with its tag (<see cref="TaggedKeys"/>). What the session is stands in its row.
/// </summary>
public sealed class SessionCookie(PortalSecrets secrets, PublicUrl publicUrl) : ISecureDataFormat<AuthenticationTicket>
{
    /// <summary>The scheme that reads the cookie.</summary>
    public const string Scheme = "Session";

    /// <summary>
    /// The scheme that issues it. A scheme of its own, because the cookie handler, having read a live session, would renew it under the old key
    /// instead of storing a new one (aspnetcore #47503, #55634); this one never reads the request's cookie.
    /// </summary>
    public const string NewScheme = "Session.New";

    // The claim by which the cookie handler finds the ticket in its SessionStore (CookieAuthenticationHandler.SessionIdClaim).
    private const string SessionIdClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    private readonly TaggedKeys keys = new(secrets, PortalSecrets.CookieTag);

    public CookieNaming Name { get; } = new("portal-session", publicUrl);

    /// <summary>The key that this request brings, whether or not a session goes with it; <c>null</c> without one, or where the tag does not fit.</summary>
    public CookieKey? Read(HttpRequest request) => keys.Parse(request.Cookies[Name.Value]);

    /// <summary>Hands the browser a new key.</summary>
    public void Append(HttpContext context, CookieKey key, DateTimeOffset? expires) =>
        context.Response.Cookies.Append(Name.Value, keys.Format(key), Name.Options(expires));

    public string Protect(AuthenticationTicket data) => keys.Format(CookieKey.Parse(data.Principal.FindFirstValue(SessionIdClaim))!);

    public string Protect(AuthenticationTicket data, string? purpose) => Protect(data);

    public AuthenticationTicket? Unprotect(string? protectedText) => keys.Parse(protectedText) is { } key
        ? new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionIdClaim, key.Text)])), Scheme)
        : null;

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);
}
