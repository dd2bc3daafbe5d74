using AccountPortal.SharedAccounts.Evidence;

namespace AccountPortal.SharedAccounts;

/// <summary>
/// How much an account looks used by several people, from 0 to 100, with what it is made of. No part alone says it: a traveller is at
/// two places, a family has many devices, a VPN is somewhere else; some parts take points off for that. The points come from simulated histories; see the tests for how well it finds.
/// </summary>
public sealed record SharedAccountScore(int Value, IReadOnlyList<FindingPart> Parts)
{
    /// <summary>From here on an account is shown to administrators.</summary>
    public const int Line = 57;

    public const int Highest = 100;

    /// <summary>How far back sessions count: of accounts that are used now and then, four weeks tell too little.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(84);

    public bool IsOverLine => Value >= Line;

    /// <summary>The score of an account with these sessions. Without places it rests on networks and devices alone, and finds less.</summary>
    public static SharedAccountScore Of(IEnumerable<SessionTrace> traces)
    {
        var evidence = new AccountEvidence(traces);
        FindingPart?[] parts =
        [
            PlacesApart.Of(evidence), NetworksAtOnce.Of(evidence), EveningsApart.Of(evidence), Households.Of(evidence), HomesApart.Of(evidence), WaysApart.Of(evidence), LinesApart.Of(evidence), DevicesInAWeek.Of(evidence),
            DevicesAtOnce.Of(evidence), ComputerNetworks.Of(evidence), ComputersAtHome.Of(evidence), Languages.Of(evidence), NoRest.Of(evidence), ManySessions.Of(evidence),
            OneHome.Of(evidence), AmountOfUse.Of(evidence), JumpingNetworks.Of(evidence),
        ];
        var counted = parts.OfType<FindingPart>().OrderByDescending(part => part.Points).ToList();
        return new SharedAccountScore(Math.Clamp(counted.Sum(part => part.Points), 0, Highest), counted);
    }
}
