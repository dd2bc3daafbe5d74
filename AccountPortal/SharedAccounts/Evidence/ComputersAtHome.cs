using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Computers that are used in the evenings and at weekends, beside each other for more than a week: one of two people's each, rather than an old one and a new one.</summary>
internal static class ComputersAtHome
{
    public const string Kind = "computers-at-home";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var computers = evidence.Sightings.Where(sighting => sighting.Device.IsComputer).GroupBy(sighting => sighting.Device)
            .Where(own => own.Where(sighting => sighting.IsAtHomeTime).Select(sighting => sighting.Day).Distinct().Skip(1).Any())
            .Select(own => (First: own.First().To, Last: own.Last().To)).ToList();
        var most = SideBySide.Most(computers);
        return Part.Of(Kind, Ramp.Points(13, most, 1, 3), new() { ["Computers"] = $"{Duration.Count(most, "computer")} in the evenings and at weekends, beside each other for more than a week" });
    }
}
