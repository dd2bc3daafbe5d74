using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.Security;

/// <summary>
/// Carries a small value from one step of a flow to the next: encrypted, so that it is neither read nor made up, and good for
/// <paramref name="lifetime"/> by the server's clock, whatever the browser keeps.
/// </summary>
public sealed class ProtectedCookie<T>(IDataProtectionProvider protection, PublicUrl publicUrl, TimeProvider clock, string name, TimeSpan lifetime)
    where T : class
{
    private readonly IDataProtector protector = protection.CreateProtector($"AccountPortal.{name}");
    private readonly CookieNaming naming = new(name, publicUrl);

    public void Keep(HttpContext context, T value)
    {
        var expiresAt = clock.GetUtcNow() + lifetime;
        context.Response.Cookies.Append(naming.Value, protector.Protect(JsonSerializer.Serialize(new Envelope(value, expiresAt))), naming.Options(expiresAt));
    }

    /// <summary>What the request brings; <c>null</c> without it, or where it is over or not ours.</summary>
    public T? Read(HttpContext context)
    {
        try
        {
            return context.Request.Cookies[naming.Value] is { } text && JsonSerializer.Deserialize<Envelope>(protector.Unprotect(text)) is { } envelope && envelope.ExpiresAt > clock.GetUtcNow()
                ? envelope.Value
                : null;
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException && !Outage.IsOne(exception))
        {
            return null;
        }
    }

    public void Forget(HttpContext context) => context.Response.Cookies.Delete(naming.Value, naming.Options(null));

    private sealed record Envelope(T Value, DateTimeOffset ExpiresAt);
}
