namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>A device with the browser on it.</summary>
public sealed record SimulatedDevice(Guid Id, string Browser, string Os, string Type, string Language)
{
    private static readonly (string Os, string[] Browsers)[] Phones = [("iOS", ["Safari", "Safari", "Safari", "Chrome"]), ("Android", ["Chrome", "Chrome", "Samsung Internet", "Firefox"])];
    private static readonly (string Os, string[] Browsers)[] Desktops =
        [("Windows", ["Chrome", "Edge", "Firefox"]), ("Windows", ["Chrome", "Edge"]), ("macOS", ["Safari", "Chrome"]), ("Linux", ["Firefox", "Chrome"])];

    private static readonly (string Os, string[] Browsers)[] Tablets = [("iPadOS", ["Safari"]), ("Android", ["Chrome"])];

    public bool IsRemembered { get; init; }

    /// <summary>No cookie survives: each sign-in is a new device.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Stays at the office, and is behind the company's gateway if there is one.</summary>
    public bool IsAtWork { get; init; }

    /// <summary>Stays at home.</summary>
    public bool IsAtHome { get; init; }

    /// <summary>Behind a relay that hides the network, not the region.</summary>
    public bool HasRelay { get; init; }

    public bool HasVpn { get; init; }

    /// <summary>Old ones speak IPv4 alone.</summary>
    public bool HasSix { get; init; }

    /// <summary>A phone's own carrier, where it is not the person's: one from work, or that of the family.</summary>
    public string? Carrier { get; init; }

    /// <summary>From which day it is in use, and until which: people buy new phones.</summary>
    public (int First, int Last) InUse { get; init; } = (0, int.MaxValue);

    public bool IsPhone => Type == "phone";

    public static SimulatedDevice Phone(Random random, string language) => Make(random, "phone", Phones, language);

    public static SimulatedDevice Desktop(Random random, string language) => Make(random, "desktop", Desktops, language);

    public static SimulatedDevice Tablet(Random random, string language) => Make(random, "tablet", Tablets, language);

    private static SimulatedDevice Make(Random random, string type, (string Os, string[] Browsers)[] choice, string language)
    {
        var (os, browsers) = random.Pick(choice);
        return new SimulatedDevice(random.NextGuid(), random.Pick(browsers), os, type, language) { HasSix = random.Is(0.85) };
    }
}
