using Microsoft.Extensions.Primitives;

namespace AccountPortal.Security;

/// <summary>
/// Drops cookies whose names begin with <c>__Host-</c> or <c>__Secure-</c> in other letters. ASP.NET Core looks cookies up regardless of case and would take
/// <c>__host-portal-session</c> for ours; browsers that knew the prefixes by these very letters alone (RFC 6265bis wants them known
/// in any) let each host of the domain set it: somebody would go on in a stranger's session without noticing.
/// </summary>
public static class CookiePrefixes
{
    private static readonly string[] Prefixes = ["__Host-", "__Secure-"];

    public static void UseCookiePrefixes(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Request.Headers;
        if (AreForged(headers.Cookie))
        {
            headers.Cookie = Without(headers.Cookie);
        }

        return next(context);
    });

    /// <summary>The header without them.</summary>
    internal static StringValues Without(StringValues header) =>
        string.Join("; ", header.SelectMany(line => line!.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Where(pair => !IsForged(pair)));

    // Whether there could be one: without a copy, for each request is asked. What stands in a value is looked at more closely, and stays.
    internal static bool AreForged(StringValues header)
    {
        foreach (var line in header)
        {
            ReadOnlySpan<char> rest = line;
            while (rest.IndexOf("__") is >= 0 and var at)
            {
                rest = rest[at..];
                if (IsForged(rest))
                {
                    return true;
                }

                rest = rest[1..];
            }
        }

        return false;
    }

    private static bool IsForged(ReadOnlySpan<char> pair)
    {
        foreach (var prefix in Prefixes)
        {
            if (pair.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return !pair.StartsWith(prefix, StringComparison.Ordinal);
            }
        }

        return false;
    }
}
