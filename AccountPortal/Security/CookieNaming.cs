namespace AccountPortal.Security;

/// <summary>
/// A cookie's name and flags: over HTTPS it is Secure with the <c>__Host-</c> prefix; over http, which only development allows, browsers would drop it.
/// Lax, not Strict: a link in a mail must find the person signed in.
/// </summary>
public sealed class CookieNaming(string name, PublicUrl publicUrl)
{
    public string Value => publicUrl.IsHttps ? $"__Host-{name}" : name;

    public CookieOptions Options(DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        Secure = publicUrl.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        Expires = expires,
        IsEssential = true,
    };
}
