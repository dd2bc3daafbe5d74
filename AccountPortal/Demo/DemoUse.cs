using AccountPortal.Alerts;
using AccountPortal.Devices;

namespace AccountPortal.Demo;

/// <summary>One time that somebody signs in: on which device, where, when, and for how long.</summary>
internal sealed record DemoUse(KnownDevice Device, string UserAgent, DemoSpot Spot, DateTimeOffset At, TimeSpan Length)
{
    public bool Remembered { get; init; }

    /// <summary>Why it ended, an <see cref="Sessions.EndReason"/>; <c>null</c> while it lives.</summary>
    public string? Ended { get; init; }

    /// <summary>Which device ended it, where one did.</summary>
    public string? EndedFrom { get; init; }

    public Signal[] Signals { get; init; } = [];

    /// <summary>The browser's language, where it is not that of the town.</summary>
    public string? Language { get; init; }
}
