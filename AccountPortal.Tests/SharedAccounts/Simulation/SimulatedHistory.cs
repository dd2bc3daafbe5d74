using AccountPortal.SharedAccounts;

namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>Four weeks of an account, as its sessions tell them.</summary>
public sealed record SimulatedHistory(SimulatedKind Kind, int People, IReadOnlyList<SessionTrace> Traces)
{
    public const int Days = 28;

    public static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset End = Start.AddDays(Days);

    /// <summary>The history that this seed gives; the same one each time.</summary>
    public static SimulatedHistory Make(SimulatedKind kind, SimulatedRange range, int seed)
    {
        var random = new Random(seed);
        var people = new SimulatedPeople(random, range).Of(kind);
        var uses = people.SelectMany(habits => new SimulatedPerson(random, range, habits).Live(Start, Days)).Where(use => use.To <= End);
        return new SimulatedHistory(kind, people.Count, SimulatedAccount.Traces(random, uses));
    }
}
