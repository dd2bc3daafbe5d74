using Microsoft.Extensions.Primitives;

namespace AccountPortal.Security;

/// <summary>A look at one cookie of a request's <c>Cookie</c> header (RFC 6265, section 4.2), without a copy of the others.</summary>
public static class CookieHeader
{
    /// <summary>The value of the cookie of that name; nothing where there is none or another of the same name, or the header came more than once.</summary>
    public static ReadOnlySpan<char> Only(StringValues header, string name)
    {
        ReadOnlySpan<char> rest = header.Count == 1 ? header[0] : default, found = default;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf(';');
            var pair = (end < 0 ? rest : rest[..end]).Trim(' ');
            rest = end < 0 ? default : rest[(end + 1)..];
            if (pair.Length <= name.Length || pair[name.Length] != '=' || !pair.StartsWith(name, StringComparison.Ordinal))
            {
                continue;
            }

            if (!found.IsEmpty)
            {
                return default;
            }

            found = pair[(name.Length + 1)..];
        }

        return found;
    }
}
