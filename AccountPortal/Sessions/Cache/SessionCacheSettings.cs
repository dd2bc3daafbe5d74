using AccountPortal.Settings;

namespace AccountPortal.Sessions.Cache;

/// <summary>How many sessions a node remembers, and how it stays sure of them.</summary>
public sealed class SessionCacheSettings : ISettings
{
    public static string Section => "SessionCache";

    [Setting("How many sessions a node keeps in memory; 0: it reads each from the database.")]
    public int Size { get; init; } = 100_000;

    [Setting("How often the node sends itself a word through the database.")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1);

    [Setting("How long after the last word that came back the node still trusts what it remembers: at worst a revoked session works that long.")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(2.5);

    public void Validate(SettingsCheck check)
    {
        check.Range(nameof(Size), Size, 0, 10_000_000);
        check.Duration(nameof(Heartbeat), Heartbeat, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
        check.Duration(nameof(Lease), Lease, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10));
        check.Ordered(nameof(Heartbeat), Heartbeat, nameof(Lease), Lease);
    }
}
