namespace AccountPortal.SharedAccounts;

/// <summary>The line that a device was on: an IPv4 address, or the /64 of an IPv6 address, as a number that means something within one account's traces alone.</summary>
public sealed record Line(bool IsSix, int Number);
