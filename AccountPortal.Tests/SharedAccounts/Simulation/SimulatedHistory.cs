using AccountPortal.SharedAccounts;

namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>Twelve weeks of an account: the last four as its sessions tell them, those before as the events of its sign-ins and moves do.</summary>
public sealed record SimulatedHistory(SimulatedKind Kind, int People, IReadOnlyList<SessionTrace> Traces)
{
    public const int RecentDays = 28;

    public const int Months = 3;

    public const int Days = Months * RecentDays;

    public static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset End = Start.AddDays(Days);

    /// <summary>What ended before is known from events alone.</summary>
    public static readonly DateTimeOffset Recent = End.AddDays(-RecentDays);

    /// <summary>The history that this seed gives; the same one each time.</summary>
    public static SimulatedHistory Make(SimulatedKind kind, SimulatedRange range, int seed)
    {
        var random = new Random(seed);
        var people = new SimulatedPeople(random, range).Of(kind);
        var uses = people.SelectMany(habits => new SimulatedPerson(random, range, habits).Live(Start, Days)).Where(use => use.To <= End);
        return new SimulatedHistory(kind, people.Count, SimulatedAccount.Traces(random, uses));
    }
}
