using AccountPortal.SharedAccounts;

namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>An internet line: how long it keeps an address, whether it has IPv6 too, and whether its provider puts several homes behind one IPv4 address.</summary>
public sealed record SimulatedLine(int Number, int Keeps, bool HasSix, bool IsShared)
{
    private const int SharedAddresses = 12;

    /// <summary>A line as that range has them.</summary>
    public static SimulatedLine Make(Random random, SimulatedRange range) => new(
        random.Next(1_000_000), random.Is(range.SteadyLine) ? 100 : random.Pick([1, 1, 2, 4, 7, 10]), random.Is(range.DualStack), random.Is(range.SharedAddress));

    /// <summary>An address out of a few that many use in turns: a carrier's, a VPN's.</summary>
    public static Line Crowd(Random random, int addresses) => new(false, random.Next(addresses));

    public Line At(Random random, DateTimeOffset at, SimulatedDevice device)
    {
        var isSix = HasSix && device.HasSix && random.Is(0.8);
        var period = ((at - SimulatedHistory.Start).Days + (Number % Keeps)) / Keeps;
        return new Line(isSix, IsShared && !isSix ? Number % SharedAddresses : (Number * 101) + period);
    }
}
