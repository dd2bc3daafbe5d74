using System.Net;
using System.Net.Sockets;

namespace AccountPortal.SharedAccounts;

/// <summary>Numbers the lines that an account was used on, so that no trace and no finding holds an address.</summary>
internal sealed class AccountLines
{
    private const int Prefix = 64;
    private readonly Dictionary<IPAddress, Line> lines = [];

    public Line? Of(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        var isSix = address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false };
        var key = isSix ? new IPAddress([.. address.GetAddressBytes().Take(Prefix / 8), .. new byte[Prefix / 8]]) : address.MapToIPv4();
        return lines.TryGetValue(key, out var line) ? line : lines[key] = new Line(isSix, lines.Count);
    }
}
