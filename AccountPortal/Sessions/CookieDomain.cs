using AccountPortal.Security;
using AccountPortal.Settings;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>What a domain has to be for the session cookie to be sent to all its hosts.</summary>
internal static class CookieDomain
{
    public const string Allowed = "a domain of your own, such as example.com; none that others have hosts in, such as co.uk or github.io";

    // Below these anybody can have a host. Browsers know all of them (publicsuffix.org) and drop such a cookie, so that nobody could sign in: the list is for saying
    // so at the start, and not what keeps strangers out.
    private static readonly HashSet<string> Suffixes =
    [
        "appspot.com", "azurecontainerapps.io", "azurestaticapps.net", "azurewebsites.net", "blogspot.com", "cloudapp.net", "cloudfront.net", "deno.dev", "duckdns.org",
        "elasticbeanstalk.com", "firebaseapp.com", "fly.dev", "github.io", "githubpreview.dev", "gitlab.io", "herokuapp.com", "netlify.app", "ngrok.app", "ngrok.io", "ngrok-free.app",
        "nip.io", "onrender.com", "pages.dev", "railway.app", "repl.co", "run.app", "sslip.io", "surge.sh", "trycloudflare.com", "ts.net", "up.railway.app",
        "vercel.app", "web.app", "workers.dev",
    ];

    // Before the letters of a country: "co.uk", "com.au", "or.jp".
    private static readonly HashSet<string> SecondLevels = ["ac", "co", "com", "edu", "gen", "go", "gob", "gouv", "gov", "govt", "gv", "ind", "ltd", "me", "mil", "ne", "net", "nom", "or", "org", "plc", "sch"];

    /// <summary>In small letters, and without the dot that older browsers wanted before it; <c>null</c> for nothing.</summary>
    public static string? Normalized(string? value) =>
        value?.Trim().ToLowerInvariant() is { Length: > 0 } text ? text.StartsWith('.') ? text[1..] : text : null;

    public static bool IsFine(string domain) => Uri.CheckHostName(domain) == UriHostNameType.Dns && !domain.EndsWith('.') && !IsShared(domain);

    /// <summary>Whether hosts below it belong to many, as far as can be told without the whole list.</summary>
    public static bool IsShared(string domain) =>
        domain.Split('.') is not [.., var second, var top] || Suffixes.Contains(domain) || (domain == $"{second}.{top}" && top.Length == 2 && SecondLevels.Contains(second));
}

/// <summary>Stops a portal whose session cookie no browser would take: it is for the host of <c>PublicUrl</c>, or a domain above it.</summary>
internal sealed class CookieDomainCheck(HostSettings host) : IValidateOptions<SessionSettings>
{
    public ValidateOptionsResult Validate(string? name, SessionSettings options)
    {
        if (options.CookieDomain is not { } domain || (host.PublicUrl is { } address && IsAtOrAbove(domain, address.IdnHost)))
        {
            return ValidateOptionsResult.Success;
        }

        var check = new SettingsCheck(SessionSettings.Section, isDevelopment: false);
        check.That(false, nameof(options.CookieDomain), domain, $"the host of {PublicUrl.Setting}{(host.PublicUrl is { } set ? $", {set.IdnHost}" : ", which is not set")}, or a domain above it");
        return ValidateOptionsResult.Fail(check.Errors);
    }

    private static bool IsAtOrAbove(string domain, string host) => host == domain || host.EndsWith("." + domain, StringComparison.Ordinal);
}
