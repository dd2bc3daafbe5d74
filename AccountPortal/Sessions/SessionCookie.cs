using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using AccountPortal.Data.Keys;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authentication;

namespace AccountPortal.Sessions;

/// <summary>
/// The cookie's value: the session key and a short keyed tag, so that garbage is refused without a database read.
/// There is nothing to decrypt: what the session is stands in its row.
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
    private const int TagLength = 8;

    public CookieNaming Name { get; } = new("portal-session", publicUrl);

    /// <summary>The key that this request brings, whether or not a session goes with it; <c>null</c> without one, or where the tag does not fit.</summary>
    public SessionKey? Read(HttpRequest request) => Parse(request.Cookies[Name.Value]);

    /// <summary>Hands the browser a new key.</summary>
    public void Append(HttpContext context, SessionKey key, DateTimeOffset? expires) =>
        context.Response.Cookies.Append(Name.Value, Format(key), Name.Options(expires));

    public string Protect(AuthenticationTicket data) => Format(SessionKey.Parse(data.Principal.FindFirstValue(SessionIdClaim))!);

    public string Protect(AuthenticationTicket data, string? purpose) => Protect(data);

    public AuthenticationTicket? Unprotect(string? protectedText) => Parse(protectedText) is { } key
        ? new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionIdClaim, key.Text)])), Scheme)
        : null;

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);

    private string Format(SessionKey key) => $"{key.Text}.{Base64Url.EncodeToString(Tag(key))}";

    private SessionKey? Parse(ReadOnlySpan<char> text)
    {
        Span<byte> tag = stackalloc byte[TagLength];
        return text.IndexOf('.') is > 0 and var dot
            && Base64Url.IsValid(text[(dot + 1)..], out var length) && length == TagLength
            && Base64Url.TryDecodeFromChars(text[(dot + 1)..], tag, out _)
            && SessionKey.Parse(text[..dot]) is { } key
            && CryptographicOperations.FixedTimeEquals(tag, Tag(key))
                ? key
                : null;
    }

    private byte[] Tag(SessionKey key) => HMACSHA256.HashData(secrets.Get(PortalSecrets.CookieTag), key.Bytes)[..TagLength];
}
