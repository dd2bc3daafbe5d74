using AccountPortal.Retention;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Activity;

/// <summary>How long events stay, and for how long they tell from where.</summary>
internal sealed class ActivityRetention(IOptions<RetentionSettings> settings) : IRetentionRules
{
    // What later events are judged by: when the password was set, and whether there was an app before a stranger came.
    private static readonly string[] Password = [EventKind.PasswordChanged, EventKind.PasswordReset];
    private static readonly string[] App = [EventKind.TwoFactorOn, EventKind.TwoFactorOff, EventKind.FactorsReset];

    private const string Table = "security_events";

    public IEnumerable<RetentionRule> Rules =>
    [
        new("security-events", "Security events")
        {
            Says = "What happened to accounts is deleted. Of each account the last change of the password and of two-step sign-in stay: the portal shows the one and judges by the other.",
            KeptFor = Duration.InWords(settings.Value.SecurityEvents),
            Setting = "Retention:SecurityEvents",
            Steps =
            [
                new TableStep(Table, "id", settings.Value.SecurityEvents)
                {
                    At = "at",
                    Spares = $"{IsLast(Password)} or {IsLast(App)}",
                    Oldest = $"t.kind not in ({List([.. Password, .. App])})",
                },
            ],
        },
        new("event-addresses-cut", "Addresses in events")
        {
            Says = "Addresses in security events are cut to their /24 or, for IPv6, /48.",
            KeptFor = Duration.InWords(settings.Value.IpCutAfter),
            Setting = "Retention:IpCutAfter",
            Steps = [.. CutAddress.WholeBits.Select(bits => new TableStep(Table, "id", settings.Value.IpCutAfter) { At = "at", Where = Bits(bits), Sets = $"ip = {CutAddress.Cut}" })],
        },
        new("event-addresses-removed", "Cut addresses and cities in events")
        {
            Says = "What is left of the addresses in security events is removed, and so are the city and a network that is a block of addresses. Country, internet provider and \"Chrome on macOS\" stay.",
            KeptFor = Duration.InWords(settings.Value.IpRemovedAfter),
            Setting = "Retention:IpRemovedAfter",
            Steps =
            [
                .. CutAddress.AllBits.Select(bits => new TableStep(Table, "id", settings.Value.IpRemovedAfter)
                {
                    At = "at",
                    Where = Bits(bits),
                    Sets = "ip = null, city = null, network = case when network like '%/%' then null else network end",
                }),
            ],
        },
    ];

    // The index leaves out rows without an address; with an equality each step walks one stretch of it.
    private static string Bits(int bits) => $"t.ip is not null and masklen(t.ip) = {bits}";

    // One look at the end of an index for each kind. Accounts that are gone need none.
    private static string IsLast(string[] kinds) =>
        $"""
        (t.kind in ({List(kinds)}) and t.outcome = '{EventOutcome.Success}' and exists (select from users where users.id = t.account_id) and not ({string.Join(" or ", kinds.Select(kind =>
            $"exists (select from {Table} later where later.account_id = t.account_id and later.kind = '{kind}' and later.outcome = '{EventOutcome.Success}' and later.id > t.id)"))}))
        """;

    private static string List(string[] kinds) => string.Join(", ", kinds.Select(kind => $"'{kind}'"));
}
