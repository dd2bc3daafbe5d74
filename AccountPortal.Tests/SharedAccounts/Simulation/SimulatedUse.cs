using AccountPortal.SharedAccounts;

namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>A person uses the account for a while, on one device, from one network.</summary>
public sealed record SimulatedUse(DateTimeOffset From, DateTimeOffset To, SimulatedDevice Device, SimulatedCity City, string Network, Line Line);

/// <summary>A stretch of time in one surrounding.</summary>
internal sealed record SimulatedStay(DateTimeOffset From, DateTimeOffset To, Surrounding Surrounding, SimulatedCity City, string Network, SimulatedLine Line);

internal enum Surrounding
{
    Home,
    Office,
    Road,
    Trip,
}
