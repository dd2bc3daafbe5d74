using AccountPortal.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AccountPortal.Security;

/// <summary>
/// Where people reach the portal: what links in mails, SAML and passkeys are built from, never the Host header (which the client writes).
/// Without the setting, in development, it is the address that the server listens on.
/// </summary>
public sealed class PublicUrl(Uri? configured, IServer server)
{
    public const string Setting = "PublicUrl";

    private Uri? listening;

    public Uri Root => configured ?? listening ?? ListeningAddress();

    public bool IsHttps => configured?.Scheme == Uri.UriSchemeHttps;

    /// <summary>Scheme, host and port, as a browser's Origin header spells them.</summary>
    public string Origin => Root.GetLeftPart(UriPartial.Authority);

    /// <summary>The absolute form of a path of the portal.</summary>
    public string To(string path) => Root.AbsoluteUri.TrimEnd('/') + path;

    /// <summary>Reads the setting: an http or https address without query; https alone in production.</summary>
    public static bool TryParse(string? value, bool isDevelopment, out Uri? url) =>
        Uri.TryCreate(value, UriKind.Absolute, out url)
        && (url.Scheme == Uri.UriSchemeHttps || (isDevelopment && url.Scheme == Uri.UriSchemeHttp))
        && url.AbsolutePath == "/" && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0;

    private Uri ListeningAddress()
    {
        // A command of the executable runs no server.
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } address)
        {
            return new Uri(HostingSetup.DefaultAddress);
        }

        // "http://*:5080", "http://[::]:5080" and "http://0.0.0.0:5080" are no address that a link could have.
        var port = address[(address.LastIndexOf(':') + 1)..].TrimEnd('/');
        var uri = Uri.TryCreate(address, UriKind.Absolute, out var parsed) && parsed.HostNameType == UriHostNameType.Dns ? parsed : null;
        return listening = uri ?? new Uri(address.Contains("127.0.0.1", StringComparison.Ordinal) ? $"http://127.0.0.1:{port}" : $"http://localhost:{port}");
    }
}
