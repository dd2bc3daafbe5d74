namespace AccountPortal.SharedAccounts;

/// <summary>
/// What a session left behind, live or ended: when, on which device, where it was last used, and where it was opened. A long session says
/// little of where it was in between. One that ended long ago is told by events alone: it says no more than where it was opened and to where it moved. Nothing in it opens anything, and it holds no address.
/// </summary>
public sealed record SessionTrace
{
    /// <summary>When it was opened.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it was last active.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The known device; <c>null</c> where the browser was not recognised.</summary>
    public Guid? DeviceId { get; init; }

    public required string Browser { get; init; }

    public required string Os { get; init; }

    /// <summary>"desktop", "phone", "tablet", as <c>device_sessions.device_type</c> has it.</summary>
    public required string DeviceType { get; init; }

    /// <summary>The language that the browser asks for first ("de").</summary>
    public string? Language { get; init; }

    /// <summary>ISO 3166-1 code.</summary>
    public string? Country { get; init; }

    public string? City { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    /// <summary>The autonomous system ("AS3320"), or the /24 or /48.</summary>
    public string? Network { get; init; }

    public Line? Line { get; init; }

    /// <summary>Where it was before, as far as events tell, the first one first.</summary>
    public IReadOnlyList<Waypoint> Before { get; init; } = [];
}
