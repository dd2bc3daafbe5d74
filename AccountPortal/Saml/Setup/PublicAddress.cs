using System.Net;
using System.Net.Sockets;

namespace AccountPortal.Saml.Setup;

/// <summary>
/// Whether an address is one of the public internet: not of this machine, of the network around it, or of a cloud's metadata service. What an
/// administrator types, and what a name resolves to, must not make the portal talk to those (SSRF).
/// </summary>
public static class PublicAddress
{
    // IANA's special-purpose registry of IPv4 (RFC 6890 and its updates).
    private static readonly IPNetwork[] Special4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    // Of IPv6 only global unicast is let through at all: not what is local (fe80, fc00, fec0), and not what carries an IPv4 address (64:ff9b).
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    // Within it: tunnels that carry an IPv4 address (Teredo, 6to4), and documentation.
    private static readonly IPNetwork[] Special6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Special4.Any(network => network.Contains(plain)),
            AddressFamily.InterNetworkV6 => Global6.Contains(plain) && !Special6.Any(network => network.Contains(plain)),
            _ => false,
        };
    }

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
