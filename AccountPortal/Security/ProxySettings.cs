using System.Net;
using AccountPortal.Settings;

namespace AccountPortal.Security;

/// <summary>The proxies whose X-Forwarded-For is believed (P14); nobody else's.</summary>
public sealed class ProxySettings : ISettings
{
    public static string Section => "ForwardedHeaders";

    [Setting("The proxies whose X-Forwarded-For is believed: addresses (10.0.0.5) or networks (10.0.0.0/8), separated by commas or as a list. Nobody else's.")]
    public TextList KnownProxies { get; init; } = [];

    public void Validate(SettingsCheck check)
    {
        foreach (var entry in KnownProxies)
        {
            check.That(IPAddress.TryParse(entry, out _) || IPNetwork.TryParse(entry, out _), nameof(KnownProxies), entry, "an IP address or a network such as 10.0.0.0/8");
        }
    }

    public IEnumerable<IPNetwork> Networks() => KnownProxies.Select(Parse);

    private static IPNetwork Parse(string entry) => IPNetwork.TryParse(entry, out var network)
        ? network
        : ClientAddresses.Exactly(IPAddress.Parse(entry));
}
