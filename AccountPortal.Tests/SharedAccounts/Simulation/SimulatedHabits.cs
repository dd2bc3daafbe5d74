namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>How a person lives, as far as it shows in sessions.</summary>
public sealed record SimulatedHabits
{
    public required SimulatedCity Home { get; init; }

    public required string HomeNetwork { get; init; }

    public required SimulatedLine HomeLine { get; init; }

    /// <summary>The first day on which the person uses the account.</summary>
    public int Since { get; init; }

    /// <summary>On which day the person moves to another home in the city, or changes the provider, and what the line is then.</summary>
    public SimulatedRemoval? Removal { get; init; }

    /// <summary>Where the person works on weekdays; <c>null</c> at home.</summary>
    public SimulatedCity? Office { get; init; }

    public string OfficeNetwork { get; init; } = "";

    public required SimulatedLine OfficeLine { get; init; }

    /// <summary>Where the office's traffic reaches the internet, if not from the office.</summary>
    public SimulatedCity? Gateway { get; init; }

    public required IReadOnlyList<SimulatedDevice> Devices { get; init; }

    public required string Carrier { get; init; }

    /// <summary>How often the phone network is placed where the carrier's gateway stands.</summary>
    public required double CarrierHub { get; init; }

    public required double UsesPerDay { get; init; }

    public required double MinutesPerUse { get; init; }

    /// <summary>Local hour of getting up; sixteen hours later the person sleeps.</summary>
    public required double WakesAt { get; init; }

    /// <summary>An hour each way, on the phone.</summary>
    public bool Commutes { get; init; }

    /// <summary>How many there are, four weeks by four weeks.</summary>
    public IReadOnlyList<int> Trips { get; init; } = [];

    /// <summary>How often a device with a VPN is behind it.</summary>
    public double VpnShare { get; init; }

    /// <summary>Where the person's VPN comes out; one for most, several for those who change.</summary>
    public IReadOnlyList<(SimulatedCity City, string Network)> VpnExits { get; init; } = [];

    public string HomeNetworkOn(int day) => Removal is { } removal && day >= removal.Day ? removal.Network : HomeNetwork;

    public SimulatedLine HomeLineOn(int day) => Removal is { } removal && day >= removal.Day ? removal.Line : HomeLine;
}

/// <summary>A new home, or a new provider.</summary>
public sealed record SimulatedRemoval(int Day, string Network, SimulatedLine Line);
