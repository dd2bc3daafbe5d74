namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>From which ranges the parameters of a life are drawn. B is shifted against A: fewer traces, more noise, other habits; C, D and E are wider than both; F is shifted both ways; G is drawn by dice.</summary>
public sealed record SimulatedRange
{
    public static readonly SimulatedRange A = new()
    {
        World = SimulatedWorld.A,
        UsesPerDay = (1.0, 5.0),
        MinutesPerUse = (8, 25),
        Remembered = (0.1, 0.6),
        PrivateWindows = 0.08,
        OtherLanguage = 0.15,
        CompanyGateway = 0.2,
        HasVpn = 0.08,
        WrongCity = 0.05,
        CarrierHub = (0.2, 0.7),
        Trip = 0.3,
        TripDays = (2, 9),
        RelayOnPhone = 0.1,
        NewPhone = 0.06,
        SecondPhone = 0.05,
    };

    public static readonly SimulatedRange B = new()
    {
        World = SimulatedWorld.B,
        UsesPerDay = (0.8, 4.0),
        MinutesPerUse = (5, 30),
        Remembered = (0.2, 0.7),
        PrivateWindows = 0.1,
        OtherLanguage = 0.2,
        CompanyGateway = 0.25,
        HasVpn = 0.1,
        WrongCity = 0.08,
        CarrierHub = (0.3, 0.9),
        Trip = 0.4,
        TripDays = (1, 12),
        RelayOnPhone = 0.15,
        NewPhone = 0.1,
        SecondPhone = 0.08,
    };

    public static readonly SimulatedRange C = new()
    {
        World = SimulatedWorld.C,
        UsesPerDay = (0.7, 5.5),
        MinutesPerUse = (4, 35),
        Remembered = (0.3, 0.8),
        PrivateWindows = 0.12,
        OtherLanguage = 0.12,
        CompanyGateway = 0.35,
        HasVpn = 0.12,
        WrongCity = 0.03,
        CarrierHub = (0.1, 0.95),
        Trip = 0.5,
        TripDays = (1, 14),
        RelayOnPhone = 0.25,
        NewPhone = 0.12,
        SecondPhone = 0.1,
    };

    public static readonly SimulatedRange D = new()
    {
        World = SimulatedWorld.D,
        UsesPerDay = (0.8, 5.0),
        MinutesPerUse = (3, 28),
        Remembered = (0.15, 0.85),
        PrivateWindows = 0.11,
        OtherLanguage = 0.17,
        CompanyGateway = 0.15,
        HasVpn = 0.14,
        WrongCity = 0.1,
        CarrierHub = (0.0, 0.8),
        Trip = 0.55,
        TripDays = (2, 15),
        RelayOnPhone = 0.2,
        NewPhone = 0.08,
        SecondPhone = 0.1,
    };

    /// <summary>In more than half of its parameters outside of what any tuning drew from, mostly to the harder side: longer trips, more gateways, relays, wrong places and new phones.</summary>
    public static readonly SimulatedRange E = new()
    {
        World = SimulatedWorld.E,
        UsesPerDay = (0.9, 4.8),
        MinutesPerUse = (2, 26),
        Remembered = (0.2, 0.97),
        PrivateWindows = 0.1,
        OtherLanguage = 0.05,
        CompanyGateway = 0.45,
        HasVpn = 0.12,
        WrongCity = 0.13,
        CarrierHub = (0.1, 0.9),
        Trip = 0.75,
        TripDays = (3, 18),
        RelayOnPhone = 0.33,
        NewPhone = 0.16,
        SecondPhone = 0.11,
        SteadyLine = 0.25,
        DualStack = 0.65,
        SharedAddress = 0.2,
    };

    /// <summary>
    /// Different from each of the others, and shifted both ways. Beyond all that tuning drew from, to the harder side: more relays, more homes behind one
    /// address, no other languages; to the easier side: fewer trips, wrong cities and private windows, steadier lines. It has the rarest use of all.
    /// </summary>
    public static readonly SimulatedRange F = new()
    {
        World = SimulatedWorld.F,
        UsesPerDay = (0.75, 3.7),
        MinutesPerUse = (6, 33),
        Remembered = (0.08, 0.78),
        PrivateWindows = 0.03,
        OtherLanguage = 0.02,
        CompanyGateway = 0.28,
        HasVpn = 0.16,
        WrongCity = 0.015,
        CarrierHub = (0.05, 0.6),
        Trip = 0.18,
        TripDays = (1, 11),
        RelayOnPhone = 0.4,
        NewPhone = 0.14,
        SecondPhone = 0.12,
        SteadyLine = 0.85,
        DualStack = 0.5,
        SharedAddress = 0.28,
    };

    /// <summary>Each figure drawn by dice, from all that the others span and a sixth more on both sides; nobody chose one, and none was drawn twice.</summary>
    public static readonly SimulatedRange G = new()
    {
        World = SimulatedWorld.G,
        UsesPerDay = (0.73, 4.9),
        MinutesPerUse = (8, 36),
        Remembered = (0.1, 0.99),
        PrivateWindows = 0.074,
        OtherLanguage = 0.195,
        CompanyGateway = 0.477,
        HasVpn = 0.099,
        WrongCity = 0.0,
        CarrierHub = (0.0, 0.73),
        Trip = 0.843,
        TripDays = (3, 8),
        RelayOnPhone = 0.442,
        NewPhone = 0.08,
        SecondPhone = 0.066,
        SteadyLine = 0.808,
        DualStack = 0.491,
        SharedAddress = 0.138,
        NewComputer = 0.053,
        Removal = 0.021,
        YoungAccount = 0.363,
        JoinedLater = 0.276,
    };

    public required SimulatedWorld World { get; init; }

    /// <summary>How often a person uses the account in a day, on average.</summary>
    public required (double, double) UsesPerDay { get; init; }

    public required (double, double) MinutesPerUse { get; init; }

    /// <summary>How likely "Remember this device" is ticked on a device.</summary>
    public required (double, double) Remembered { get; init; }

    /// <summary>The share of people whose browser keeps no cookie, so that each sign-in is a new device.</summary>
    public required double PrivateWindows { get; init; }

    /// <summary>The share of people whose browsers ask for another language than their country's.</summary>
    public required double OtherLanguage { get; init; }

    /// <summary>The share of office computers that reach the internet through a gateway in another city.</summary>
    public required double CompanyGateway { get; init; }

    /// <summary>The share of people with a VPN, beside those whose kind it is.</summary>
    public required double HasVpn { get; init; }

    /// <summary>On how many days the place database has a line in the wrong city.</summary>
    public required double WrongCity { get; init; }

    /// <summary>How often a phone network is placed where the carrier's gateway stands.</summary>
    public required (double, double) CarrierHub { get; init; }

    /// <summary>How likely a person who is no traveller makes a trip in the four weeks.</summary>
    public required double Trip { get; init; }

    public required (int, int) TripDays { get; init; }

    /// <summary>The share of phones behind a relay that hides the network, not the region.</summary>
    public required double RelayOnPhone { get; init; }

    /// <summary>The share of phones that are replaced within the four weeks.</summary>
    public required double NewPhone { get; init; }

    /// <summary>The share of computers and tablets that are replaced, or lose their cookies, within four weeks.</summary>
    public double NewComputer { get; init; } = 0.03;

    /// <summary>The share of people who move, or change their provider, within four weeks.</summary>
    public double Removal { get; init; } = 0.01;

    /// <summary>The share of accounts that are younger than twelve weeks.</summary>
    public double YoungAccount { get; init; } = 0.25;

    /// <summary>The share of those who share another's account that came to it within the first eight of the twelve weeks.</summary>
    public double JoinedLater { get; init; } = 0.3;

    /// <summary>The share of lines that keep their address all along.</summary>
    public double SteadyLine { get; init; } = 0.5;

    /// <summary>The share of lines with IPv6 beside IPv4.</summary>
    public double DualStack { get; init; } = 0.4;

    /// <summary>The share of lines whose provider puts several homes behind one IPv4 address.</summary>
    public double SharedAddress { get; init; } = 0.12;

    /// <summary>The share of people who carry two phones.</summary>
    public required double SecondPhone { get; init; }
}
