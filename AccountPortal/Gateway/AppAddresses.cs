using AccountPortal.Security;
using Microsoft.Extensions.Options;

namespace AccountPortal.Gateway;

/// <summary>
/// Where people may be sent on to: pages of the hosts that the settings name, and our own. An address that came with a request is made anew of what was understood
/// of it, never repeated: what a browser reads must be what was checked.
/// </summary>
public sealed class AppAddresses(PublicUrl publicUrl, IOptions<GatewaySettings> settings)
{
    /// <summary>It stands twice encoded in an address of ours, and in a cookie while somebody signs in.</summary>
    public const int MostLength = 1000;

    // Settings do not change while the portal runs.
    private readonly Lazy<AppHost[]> hosts = new(() => [.. settings.Value.Parsed()]);

    /// <summary>The address, if people may be sent there; one that is too long becomes the front page of the same host.</summary>
    public Uri? Allowed(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || !IsOurScheme(address) || address.UserInfo.Length > 0 || address.Host != address.IdnHost
            || !(Array.Exists(hosts.Value, host => host.Covers(address)) || address.GetLeftPart(UriPartial.Authority) == publicUrl.Origin))
        {
            return null;
        }

        return address.AbsoluteUri.Length <= MostLength ? address : new Uri(address.GetLeftPart(UriPartial.Authority) + "/");
    }

    /// <summary>
    /// What the browser asked the gateway for, if people may be sent back there: by X-Forwarded-Proto, -Host and -Uri, or X-Original-URL. Anything but a GET is not done
    /// again: it leads to the page that the request came from, or to the front page.
    /// </summary>
    public Uri? AskedFor(HttpRequest request)
    {
        var headers = request.Headers;
        var host = headers["X-Forwarded-Host"].ToString();
        var uri = headers["X-Forwarded-Uri"].ToString();
        var asked = Allowed(host.Length > 0 ? $"{headers["X-Forwarded-Proto"]}://{host}{(uri.StartsWith('/') ? uri : "/")}" : headers["X-Original-URL"].ToString());
        if (asked is null || headers["X-Forwarded-Method"].ToString() is "" or "GET" or "HEAD")
        {
            return asked;
        }

        var origin = asked.GetLeftPart(UriPartial.Authority);
        return Allowed(headers.Referer.ToString()) is { } before && before.GetLeftPart(UriPartial.Authority) == origin ? before : new Uri(origin + "/");
    }

    // Nobody who came by https is sent on without.
    private bool IsOurScheme(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && !publicUrl.IsHttps);
}
