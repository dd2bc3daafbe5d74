using AccountPortal.Retention;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Devices;

/// <summary>When browsers are forgotten that nobody uses, and networks that they are no longer used from.</summary>
internal sealed class DeviceRetention(IOptions<RetentionSettings> settings) : IRetentionRules
{
    public IEnumerable<RetentionRule> Rules =>
    [
        new("known-devices", "Known devices")
        {
            Says = "Browsers that an account used are forgotten, counted from the last sign-in from them, and with them the networks that they were used from. One that is still trusted or signed in stays.",
            KeptFor = Duration.InWords(settings.Value.KnownDevices),
            Setting = "Retention:KnownDevices",
            Steps =
            [
                new TableStep("known_devices", "last_seen_at", settings.Value.KnownDevices)
                {
                    And = "(t.trusted_until is null or t.trusted_until <= @now) and not exists (select from device_sessions session where session.known_device_id = t.id)",
                    Owner = "user_id",
                },
            ],
        },
        new("device-networks", "Networks of known devices")
        {
            Says = "A network that a browser is no longer used from is forgotten; being there again is then unusual.",
            KeptFor = Duration.InWords(settings.Value.KnownDevices),
            Setting = "Retention:KnownDevices",
            Steps = [new TableStep("device_networks", "last_seen_at", settings.Value.KnownDevices)],
        },
    ];
}
