using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>
/// Speaks against several people: where a single device jumps from place to place, so may the others of the same person. Computers that are far apart
/// day after day are one person's rather, at home and behind a company's gateway in another city; people who share an account are apart now and then.
/// </summary>
internal static class JumpingNetworks
{
    public const string Kind = "jumping-networks";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var days = evidence.Apart.Where(pair => !pair.One.Device.IsPhone && !pair.Other.Device.IsPhone).Select(pair => pair.Other.Day).Distinct().Count();
        return Part.Of(Kind, Ramp.Points(-3, evidence.MovingNetworks.Count, 0, 3) + Ramp.Points(-16, days, 0, 17), new()
        {
            ["Networks"] = $"single devices jump over {Duration.Count(evidence.MovingNetworks.Count, "network")}, faster than anybody travels",
            ["Computers"] = $"far apart on {Duration.Count(days, "day")}, as behind a gateway",
        });
    }
}
