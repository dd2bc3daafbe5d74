using System.Globalization;
using AccountPortal.Sessions;

namespace AccountPortal.Gateway;

/// <summary>A host that people may be sent back to: "app.example.com", with ":8443" for a port that is not the scheme's own, or "*.apps.example.com" for all below.</summary>
internal sealed record AppHost(string Name, int? Port, bool IsBelow)
{
    /// <summary>Reads an entry of the setting; <c>null</c> for anything that is none, and for all hosts below a suffix that belongs to many.</summary>
    public static AppHost? Parse(string text)
    {
        var isBelow = text.StartsWith("*.", StringComparison.Ordinal);
        var rest = (isBelow ? text[2..] : text).ToLowerInvariant();
        var colon = rest.IndexOf(':');
        var name = colon < 0 ? rest : rest[..colon];
        if (Uri.CheckHostName(name) is not (UriHostNameType.Dns or UriHostNameType.IPv4) || name.EndsWith('.') || (isBelow && CookieDomain.IsShared(name)))
        {
            return null;
        }

        return colon < 0 ? new(name, null, isBelow)
            : int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue ? new(name, port, isBelow)
            : null;
    }

    public bool Covers(Uri address) =>
        (IsBelow ? address.Host.EndsWith("." + Name, StringComparison.Ordinal) : address.Host == Name) && (Port is { } port ? address.Port == port : address.IsDefaultPort);
}
