using System.Net;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Activity;

/// <summary>
/// Something that happened to an account: who, what, whom, when, where, outcome. Append-only.
/// It has no foreign key on purpose: it outlives the account (pseudonymised), so that counts and evidence hold.
/// </summary>
public sealed class SecurityEvent
{
    /// <summary>The detail that holds the id of another account, where an event is kept with whoever acted and not with whom it was about.</summary>
    public const string AboutDetail = "about";

    /// <summary>UUIDv7: ordered by time.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Kind { get; init; }

    public required string Outcome { get; init; }

    /// <summary>Whom it happened to; none where no account is known (a try at an unknown address).</summary>
    public Guid? AccountId { get; init; }

    /// <summary>Who did it, where that is known; the account itself most of the time.</summary>
    public Guid? ActorId { get; init; }

    public Guid? SessionId { get; init; }

    public IPAddress? Ip { get; init; }

    public string? DeviceName { get; init; }

    /// <summary>ISO 3166-1 code.</summary>
    public string? Country { get; init; }

    public string? City { get; init; }

    /// <summary>The autonomous system ("AS3320"), or the /24 or /48.</summary>
    public string? Network { get; init; }

    /// <summary>Small facts that explain the event (method, reason); never a secret.</summary>
    public Dictionary<string, string> Details { get; init; } = [];

    /// <summary>"near Berlin, Germany", as far as it is known.</summary>
    public string? Place => Places.Place.Roughly(City, Country);

    public bool IsRefused => Outcome == EventOutcome.Refused;

    /// <summary>It came from a browser that was signed in to another account; <see cref="SessionId"/> is then that one's.</summary>
    public bool IsByAnother => ActorId is { } actor && actor != AccountId;

    /// <summary>The small fact of that name, or null.</summary>
    public string? Detail(string name) => Details.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}

internal sealed class SecurityEventConfiguration : IEntityTypeConfiguration<SecurityEvent>
{
    public void Configure(EntityTypeBuilder<SecurityEvent> builder)
    {
        builder.ToTable("security_events");
        builder.Property(securityEvent => securityEvent.Details).HasJsonConversion();
        // Each filter of the pages walks an index in the order of the page, however rare what it looks for is.
        builder.HasIndex(securityEvent => new { securityEvent.AccountId, securityEvent.Id });
        builder.HasIndex(securityEvent => new { securityEvent.AccountId, securityEvent.Kind, securityEvent.Outcome, securityEvent.Id });
        builder.HasIndex(securityEvent => new { securityEvent.SessionId, securityEvent.Id });
        builder.HasIndex(securityEvent => new { securityEvent.Kind, securityEvent.Outcome, securityEvent.Id });
        builder.HasIndex(securityEvent => new { securityEvent.Ip, securityEvent.Id });
        builder.HasIndex(securityEvent => new { securityEvent.ActorId, securityEvent.Id });
        // And one on (masklen(ip), id), which the model cannot say: it leads retention to addresses that are not cut yet (see ActivityRetention).
    }
}
