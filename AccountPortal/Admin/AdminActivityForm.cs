using System.Net;
using AccountPortal.Activity;
using AccountPortal.Security;

namespace AccountPortal.Admin;

/// <summary>What administrators ask the log for. All of it is text from anybody; what cannot be read is said on the page, for "nothing" would be a lie.</summary>
public sealed record AdminActivityForm : ActivityForm
{
    public const string Path = "/admin/activity";
    public const string CsvPath = "/admin/activity.csv";

    /// <summary>An address of an account, or an account's id (also of one that is gone).</summary>
    public string? Account { get; init; }

    /// <summary>Likewise, of whoever did it.</summary>
    public string? Actor { get; init; }

    /// <summary>"203.0.113.7", or a network such as "203.0.113.0/24".</summary>
    public string? Address { get; init; }

    public string? Kind { get; init; }

    public string? Outcome { get; init; }

    public string? KnownKind => Kind is not null && EventWords.Kinds.Contains(Kind) ? Kind : null;

    public string? KnownOutcome => Outcome is EventOutcome.Success or EventOutcome.Refused ? Outcome : null;

    /// <summary>The network that <see cref="Address"/> says; <c>null</c> where it says none that can be read.</summary>
    public IPNetwork? Network => IPAddress.TryParse(Address?.Trim(), out var address) ? ClientAddresses.Exactly(ClientAddresses.Plain(address))
        : IPNetwork.TryParse(Address?.Trim(), out var network) ? network
        : null;

    protected override Dictionary<string, string?> Parts()
    {
        var parts = base.Parts();
        parts.Remove("session");
        (parts["account"], parts["actor"], parts["address"], parts["kind"], parts["outcome"]) = (Account?.Trim(), Actor?.Trim(), Address?.Trim(), KnownKind, KnownOutcome);
        return parts;
    }
}
