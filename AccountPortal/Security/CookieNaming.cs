namespace AccountPortal.Security;

/// <summary>
/// A cookie's name and flags: over HTTPS it is Secure with the <c>__Host-</c> prefix; over http, which only development allows, browsers would drop it.
/// Lax, not Strict: a link in a mail must find the person signed in. With a domain it is <c>__Secure-</c> and goes to all its hosts; its name differs over http, too,
/// so that a browser that holds one of either kind has two, of which we read one.
/// </summary>
public sealed class CookieNaming(string name, PublicUrl publicUrl, string? domain = null)
{
    public string Value => (publicUrl.IsHttps, domain) switch
    {
        (true, null) => $"__Host-{name}",
        (true, _) => $"__Secure-{name}",
        (false, null) => name,
        (false, _) => $"{name}-shared",
    };

    /// <summary>The domain whose hosts all get it; <c>null</c> where it is one host's alone.</summary>
    public string? Domain => domain;

    public CookieOptions Options(DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        Secure = publicUrl.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        Domain = domain,
        Expires = expires,
        IsEssential = true,
    };
}
