using AccountPortal.Settings;

namespace AccountPortal.Saml;

/// <summary>What holds for all companies' sign-ins.</summary>
public sealed class SamlSettings : ISettings
{
    public static string Section => "Saml";

    [Setting("How long a session lasts at most that a company's sign-in opened, where its provider has no time of its own: after that the company is asked again.")]
    public TimeSpan MaxSessionAge { get; init; } = TimeSpan.FromHours(12);

    [Setting("The DNS servers that are asked for the proofs of domains (192.0.2.53, with :5353 for another port), separated by commas; none for the machine's own.")]
    public TextList DnsServers { get; init; } = [];

    [Setting("How long one try at a DNS server may take.")]
    public TimeSpan DnsTimeout { get; init; } = TimeSpan.FromSeconds(3);

    [Setting("How often the portal looks which domains are to be checked again, and which certificates end soon.")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(15);

    public void Validate(SettingsCheck check)
    {
        check.Duration(nameof(MaxSessionAge), MaxSessionAge, TimeSpan.FromMinutes(5), TimeSpan.FromDays(30));
        check.Duration(nameof(DnsTimeout), DnsTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        check.Duration(nameof(Interval), Interval, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        foreach (var server in DnsServers)
        {
            check.That(Operation.Dns.DnsServers.Read(server) is not null, nameof(DnsServers), server, "addresses of DNS servers, separated by commas");
        }
    }
}
