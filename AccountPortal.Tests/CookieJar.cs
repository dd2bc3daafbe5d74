using Microsoft.Net.Http.Headers;

namespace AccountPortal.Tests;

/// <summary>A browser's cookies for the portal, by a browser's rules: expiry (by the portal's clock), path, Secure, <c>__Host-</c>.</summary>
public sealed class CookieJar(PortalApp app)
{
    private readonly Lock changing = new();
    private readonly Dictionary<string, Cookie> cookies = [];

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (changing)
            {
                return [.. Live().Select(cookie => cookie.Name)];
            }
        }
    }

    /// <summary>The value of a cookie, <c>null</c> where there is none. Set it to replay a stolen one, or to <c>null</c> to lose it.</summary>
    public string? this[string name]
    {
        get
        {
            lock (changing)
            {
                return Live().SingleOrDefault(cookie => cookie.Name == name)?.Value;
            }
        }

        set
        {
            lock (changing)
            {
                cookies.Remove(name);
                if (value is not null)
                {
                    cookies[name] = new Cookie(name, value, "/", null);
                }
            }
        }
    }

    /// <summary>What the browser sends to that path.</summary>
    public string Header(string path)
    {
        lock (changing)
        {
            return string.Join("; ", Live().Where(cookie => Covers(cookie.Path, path)).Select(cookie => $"{cookie.Name}={cookie.Value}"));
        }
    }

    public void Take(IEnumerable<string> setCookies)
    {
        lock (changing)
        {
            foreach (var cookie in SetCookieHeaderValue.ParseList([.. setCookies]))
            {
                Take(cookie);
            }
        }
    }

    /// <summary>The person closes the browser: what has no expiry goes.</summary>
    public void Close()
    {
        lock (changing)
        {
            foreach (var cookie in cookies.Values.Where(cookie => cookie.ExpiresAt is null).ToList())
            {
                cookies.Remove(cookie.Name);
            }
        }
    }

    public void CopyTo(CookieJar other)
    {
        lock (changing)
        {
            foreach (var cookie in Live())
            {
                other.cookies[cookie.Name] = cookie;
            }
        }
    }

    private void Take(SetCookieHeaderValue cookie)
    {
        var name = cookie.Name.ToString();
        Assert.True(app.Origin.Scheme == Uri.UriSchemeHttps || !cookie.Secure, $"Over http a browser drops the Secure cookie {name}.");
        Assert.True(
            !name.StartsWith("__Host-", StringComparison.Ordinal) || (cookie.Secure && cookie.Path == "/" && !cookie.Domain.HasValue),
            $"A browser drops {name}: __Host- wants Secure, the path / and no domain.");
        Assert.True(
            !cookie.Domain.HasValue || app.Origin.Host == cookie.Domain.ToString() || app.Origin.Host.EndsWith($".{cookie.Domain}", StringComparison.Ordinal),
            $"A browser drops {name}: {app.Origin.Host} sets none for {cookie.Domain}.");
        Assert.True(cookie.HttpOnly && name.Length + cookie.Value.Length <= 4096, $"{name} can be read by scripts, or is too large.");
        var expiresAt = cookie.MaxAge is { } age ? app.Clock.GetUtcNow() + age : cookie.Expires;
        cookies[name] = new Cookie(name, cookie.Value.ToString(), cookie.Path.HasValue ? cookie.Path.ToString() : "/", expiresAt);
    }

    private IEnumerable<Cookie> Live() => cookies.Values.Where(cookie => cookie.ExpiresAt is null || cookie.ExpiresAt > app.Clock.GetUtcNow());

    private static bool Covers(string cookiePath, string path) =>
        path == cookiePath || path.StartsWith(cookiePath.TrimEnd('/') + "/", StringComparison.Ordinal);

    private sealed record Cookie(string Name, string Value, string Path, DateTimeOffset? ExpiresAt);
}
