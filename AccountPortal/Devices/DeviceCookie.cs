using AccountPortal.Data.Keys;
using AccountPortal.Security;

namespace AccountPortal.Devices;

/// <summary>
/// What a browser is known by, over sign-outs and for all accounts that are used in it: a key of its own, apart from every session.
/// It signs nobody in. It is kept as long as browsers keep cookies.
/// </summary>
public sealed class DeviceCookie(PortalSecrets secrets, PublicUrl publicUrl, TimeProvider clock)
{
    // What browsers cut longer ones to (RFC 6265bis, 5.5).
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);
    private readonly TaggedKeys keys = new(secrets, PortalSecrets.DeviceTag);

    public CookieNaming Name { get; } = new("portal-device", publicUrl);

    /// <summary>The key that this request brings; <c>null</c> without one, or where the tag does not fit.</summary>
    public CookieKey? Read(HttpRequest request) => keys.Parse(request.Cookies[Name.Value]);

    public void Append(HttpContext context, CookieKey key) =>
        context.Response.Cookies.Append(Name.Value, keys.Format(key), Name.Options(clock.GetUtcNow() + Lifetime));
}
