using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using AccountPortal.Settings;

namespace AccountPortal.Saml.Operation.Dns;

/// <summary>Which servers are asked: those of the settings, or else the machine's own.</summary>
internal static class DnsServers
{
    private const int Port = 53;

    public static IReadOnlyList<IPEndPoint> Of(TextList configured) => configured.Count > 0 ? [.. configured.Select(Read).OfType<IPEndPoint>()] : OfTheMachine();

    /// <summary>"192.0.2.53", "192.0.2.53:5353", "[2001:db8::53]:53"; <c>null</c> for what is none.</summary>
    public static IPEndPoint? Read(string text) =>
        IPAddress.TryParse(text, out var address) ? new(address, Port)
        : IPEndPoint.TryParse(text, out var server) && server.Port > 0 ? server
        : null;

    private static List<IPEndPoint> OfTheMachine()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(network => network.OperationalStatus != OperationalStatus.Down)
                    .SelectMany(network => network.GetIPProperties().DnsAddresses)
                    // Windows lists these three where nothing is set up.
                    .Where(address => !address.IsIPv6SiteLocal && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
                    .Distinct()
                    .Select(address => new IPEndPoint(address, Port)),
            ];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
