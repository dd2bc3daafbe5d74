using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using AccountPortal.Security;

namespace AccountPortal.Saml.Requests;

/// <summary>
/// What binds a request to the browser that made it: an answer that is brought by another was not asked for there. A cookie for each request, since
/// several tabs may be at it; it comes along with a post from the provider's site, as no other cookie of ours does.
/// </summary>
public sealed class RequestCookies(PublicUrl publicUrl, TimeProvider clock)
{
    private const string Prefix = "portal-saml-";

    /// <summary>So many bytes of the id's SHA-256 are in the name.</summary>
    private const int StartLength = 8;

    /// <summary>How many a browser may hold: more would fill its headers.</summary>
    private const int Most = 5;

    /// <summary>Whether the browser went to a provider lately and has not come back with an answer.</summary>
    public bool HasAny(HttpContext context) => context.Request.Cookies.Keys.Any(name => name.StartsWith(Any.Value, StringComparison.Ordinal));

    /// <summary>Hands the browser a secret for this request, and returns its SHA-256.</summary>
    public byte[] Keep(HttpContext context, byte[] idHash)
    {
        // Browsers send the oldest first (RFC 6265, 5.4).
        foreach (var name in context.Request.Cookies.Keys.Where(name => name.StartsWith(Any.Value, StringComparison.Ordinal)).SkipLast(Most - 1))
        {
            context.Response.Cookies.Delete(name, Options(Any, null));
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var naming = Naming(idHash);
        context.Response.Cookies.Append(naming.Value, secret, Options(naming, clock.GetUtcNow() + SamlRequest.Lifetime));
        return Hash(secret);
    }

    /// <summary>The SHA-256 of the secret that the browser brings for this request; <c>null</c> without one.</summary>
    public byte[]? Read(HttpContext context, byte[] idHash) => context.Request.Cookies[Naming(idHash).Value] is { } secret ? Hash(secret) : null;

    /// <summary>What the browser brings of requests, whose ever: how the SHA-256 of the request's id begins, and the SHA-256 of the secret.</summary>
    public IReadOnlyList<(byte[] IdStart, byte[] BrowserHash)> ReadAll(HttpContext context) =>
    [
        .. context.Request.Cookies.Where(cookie => cookie.Key.StartsWith(Any.Value, StringComparison.Ordinal) && IsStart(cookie.Key.AsSpan(Any.Value.Length))).TakeLast(Most)
            .Select(cookie => (Convert.FromHexString(cookie.Key.AsSpan(Any.Value.Length)), Hash(cookie.Value))),
    ];

    public void Forget(HttpContext context, byte[] idHash)
    {
        var naming = Naming(idHash);
        context.Response.Cookies.Delete(naming.Value, Options(naming, null));
    }

    private static bool IsStart(ReadOnlySpan<char> text) => text.Length == 2 * StartLength && Convert.FromHexString(text, stackalloc byte[StartLength], out _, out _) == OperationStatus.Done;

    private static byte[] Hash(string text) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));

    private CookieNaming Any => new(Prefix, publicUrl);

    private CookieNaming Naming(byte[] idHash) => new(Prefix + Convert.ToHexStringLower(idHash.AsSpan(0, StartLength)), publicUrl);

    // None wants Secure, which http has not: there, in development, it goes without a word, which browsers let pass for two minutes.
    private CookieOptions Options(CookieNaming naming, DateTimeOffset? expires)
    {
        var options = naming.Options(expires);
        options.SameSite = publicUrl.IsHttps ? SameSiteMode.None : SameSiteMode.Unspecified;
        return options;
    }
}
