namespace AccountPortal.SharedAccounts;

/// <summary>Where a session was at a moment before its last use: at its sign-in, or when it turned up on a network that was new to its device.</summary>
public sealed record Waypoint(DateTimeOffset At, string? Country, string? City, string? Network, Line? Line = null);
