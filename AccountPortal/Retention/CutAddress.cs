using System.Net;
using System.Net.Sockets;

namespace AccountPortal.Retention;

/// <summary>Addresses of which only the network is left: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one.</summary>
public static class CutAddress
{
    /// <summary>How many bits tell whole addresses and cut ones apart, in the database. Each is a stretch of its own in an index of <c>masklen(ip)</c>.</summary>
    internal static readonly int[] WholeBits = [32, 128], AllBits = [24, 48, 32, 128];

    /// <summary>The address of a row, cut. It keeps that it was cut ("203.0.113.0/24").</summary>
    internal const string Cut = "network(set_masklen(t.ip, case family(t.ip) when 4 then 24 else 48 end))::inet";

    /// <summary>"203.0.113.7", or "203.0.113.0/24" where the rest is gone. (Few hosts have an address that ends in 0, and they are shown so too.)</summary>
    public static string Text(IPAddress address)
    {
        var (bytes, kept) = (address.GetAddressBytes(), address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6);
        return bytes.AsSpan(kept).ContainsAnyExcept((byte)0) ? address.ToString() : $"{address}/{kept * 8}";
    }
}
