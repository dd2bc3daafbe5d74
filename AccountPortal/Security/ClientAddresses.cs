using System.Net;
using System.Net.Sockets;

namespace AccountPortal.Security;

/// <summary>The client's address, and the network that it is counted with.</summary>
public static class ClientAddresses
{
    /// <summary>The peer's address, or what a configured proxy says of it (P14). Loopback where there is no connection (a test server).</summary>
    public static IPAddress ClientAddress(this HttpContext context) => Plain(context.Connection.RemoteIpAddress ?? IPAddress.Loopback);

    /// <summary>An IPv4 address that came in IPv6 clothes (::ffff:1.2.3.4) is the IPv4 address.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : WithoutScope(address);

    /// <summary>The /24 (IPv4) or /48 (IPv6) that the address is in: what one subscriber or site gets.</summary>
    public static IPNetwork Network(IPAddress address) => Cut(address, address.AddressFamily == AddressFamily.InterNetwork ? 24 : 48);

    /// <summary>What is counted as one client: the IPv4 address, or the IPv6 /64 (within which a machine may take any address).</summary>
    public static IPNetwork Client(IPAddress address) => Cut(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 64);

    /// <summary>The network of this one address.</summary>
    public static IPNetwork Exactly(IPAddress address) => new(address, 8 * address.GetAddressBytes().Length);

    private static IPNetwork Cut(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] &= (byte)(0xFF << Math.Clamp((8 * (i + 1)) - bits, 0, 8));
        }

        return new IPNetwork(new IPAddress(bytes), bits);
    }

    private static IPAddress WithoutScope(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
}
