using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Computers on more networks than one person has homes, offices and journeys.</summary>
internal static class ComputerNetworks
{
    public const string Kind = "computer-networks";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var spots = evidence.Placed.Where(sighting => !sighting.Device.IsPhone).Select(sighting => sighting.Spot).Distinct().Count();
        return Part.Of(Kind, Ramp.Points(13, spots, 3, 7), new() { ["Networks"] = $"{Duration.Count(spots, "network")} with computers on them in {SharedAccountScore.Window.Days} days" });
    }
}
