namespace AccountPortal.SharedAccounts;

/// <summary>Where devices meet: a network in a city, for a provider's number alone spans a country; <paramref name="Home"/> tells apart the homes behind it.</summary>
internal readonly record struct Spot(string? Network, string? City, int Home);
