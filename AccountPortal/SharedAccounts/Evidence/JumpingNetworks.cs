using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Speaks against several people: where a single device jumps from place to place, so may the others of the same person.</summary>
internal static class JumpingNetworks
{
    public const string Kind = "jumping-networks";

    public static FindingPart? Of(AccountEvidence evidence) => Part.Of(Kind, -Ramp.Points(10, evidence.MovingNetworks.Count, 0, 3), new()
    {
        ["Networks"] = $"single devices jump over {Duration.Count(evidence.MovingNetworks.Count, "network")}, faster than anybody travels",
    });
}
