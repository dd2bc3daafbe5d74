using System.Security.Claims;
using System.Security.Cryptography;
using AccountPortal.Data.Keys;
using AccountPortal.Security;
using AccountPortal.Sessions.Cache;
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

    // Between two keys of which the browser holds both (UncertainRotation); no key and no tag has it.
    private const char Or = '~';

    /// <summary>The key that this request brings, whether or not a session goes with it; <c>null</c> without one, or where the tag does not fit.</summary>
    public CookieKey? Read(HttpRequest request) => First(request.Cookies[Name.Value]);

    /// <summary>
    /// What the request's cookie shows at a glance; <c>false</c> says nothing but that it takes <see cref="Read"/>. It looks into the header as it came, for
    /// taking all cookies apart costs more than the check itself.
    /// </summary>
    internal bool TryGlance(HttpRequest request, out CookieGlance shown)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var isOne = TaggedKeys.TryTakeApart(CookieHeader.Only(request.Headers.Cookie, Name.Value), hash, out var tag);
        shown = isOne ? new(KeyHash.Of(hash), tag) : default;
        return isOne;
    }

    /// <summary>The tag of a key, as <see cref="TryGlance"/> shows it.</summary>
    internal ulong TagOf(CookieKey key) => keys.TagOf(key);

    /// <summary>All keys that it brings: mostly one, and two where it is not certain which of them the session has.</summary>
    public IReadOnlyList<CookieKey> ReadAll(HttpRequest request) =>
        request.Cookies[Name.Value] is { } value ? [.. value.Split(Or, 2).Select(each => keys.Parse(each)).OfType<CookieKey>()] : [];

    public void AppendBoth(HttpContext context, CookieKey one, CookieKey other, DateTimeOffset? expires) =>
        context.Response.Cookies.Append(Name.Value, $"{keys.Format(one)}{Or}{keys.Format(other)}", Name.Options(expires));

    /// <summary>Hands the browser a new key.</summary>
    public void Append(HttpContext context, CookieKey key, DateTimeOffset? expires) =>
        context.Response.Cookies.Append(Name.Value, keys.Format(key), Name.Options(expires));

    public string Protect(AuthenticationTicket data) => keys.Format(CookieKey.Parse(data.Principal.FindFirstValue(SessionIdClaim))!);

    public string Protect(AuthenticationTicket data, string? purpose) => Protect(data);

    public AuthenticationTicket? Unprotect(string? protectedText) => First(protectedText) is { } key
        ? new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionIdClaim, key.Text)])), Scheme)
        : null;

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);

    private CookieKey? First(string? value) => keys.Parse(value is not null && value.IndexOf(Or, StringComparison.Ordinal) is > 0 and var end ? value[..end] : value);
}
