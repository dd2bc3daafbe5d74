namespace AccountPortal.SharedAccounts;

/// <summary>
/// Networks of hosting companies, VPNs and relays: what comes out of them says nothing about where a person is. Only the large ones;
/// the score holds without the list, it flags fewer people with a VPN with it.
/// </summary>
internal static class HostingNetworks
{
    private static readonly HashSet<string> Known =
    [
        // M247, Datacamp (CDN77), OVH, Cloudflare (WARP), DigitalOcean, Akamai (Private Relay), Fastly (Private Relay), Clouvider.
        "AS9009", "AS60068", "AS212238", "AS16276", "AS13335", "AS14061", "AS36183", "AS54113", "AS62240",
        // Hetzner, Linode, Vultr, Amazon, Google, Microsoft.
        "AS24940", "AS63949", "AS20473", "AS16509", "AS14618", "AS15169", "AS8075",
    ];

    public static bool Has(string? network) => network is not null && Known.Contains(network);
}
