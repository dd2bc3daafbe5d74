namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>What kind of account a history is of.</summary>
public enum SimulatedKind
{
    Plain,
    Traveller,
    FourDevices,
    FamilyRouter,
    Commuter,
    VpnUser,
    SharedAcrossCities,
    SharedAcrossHouseholds,
    SharedByTeam,
    SharedWithStrangers,
}

public static class SimulatedKinds
{
    public static readonly IReadOnlyList<SimulatedKind> OfOne =
        [SimulatedKind.Plain, SimulatedKind.Traveller, SimulatedKind.FourDevices, SimulatedKind.FamilyRouter, SimulatedKind.Commuter, SimulatedKind.VpnUser];

    public static readonly IReadOnlyList<SimulatedKind> Shared =
        [SimulatedKind.SharedAcrossCities, SimulatedKind.SharedAcrossHouseholds, SimulatedKind.SharedByTeam, SimulatedKind.SharedWithStrangers];
}
