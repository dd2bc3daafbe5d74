using System.Net;

namespace AccountPortal.Activity;

/// <summary>Which events: those of one account where <see cref="AccountId"/> is set, else everybody's, which is for administrators alone.</summary>
public sealed record ActivityFilter
{
    public Guid? AccountId { get; init; }

    public EventGroup? Group { get; init; }

    /// <summary>From this instant on, by the millisecond.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this instant, by the millisecond.</summary>
    public DateTimeOffset? Until { get; init; }

    public Guid? SessionId { get; init; }

    public Guid? ActorId { get; init; }

    /// <summary>From an address in this network; a /32 or /128 is one address.</summary>
    public IPNetwork? Network { get; init; }

    public string? Kind { get; init; }

    public string? Outcome { get; init; }
}
