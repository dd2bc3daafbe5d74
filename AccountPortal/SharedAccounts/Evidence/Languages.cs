namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Browsers that ask for different languages, the more so at home: a computer at work speaks the company's.</summary>
internal static class Languages
{
    public const string Kind = "languages";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var languages = evidence.Devices.Select(device => device.Language).OfType<string>().Distinct().Order().ToList();
        var atHome = evidence.Sightings.Where(sighting => sighting.IsAtHomeTime && sighting.Device.Language is not null).GroupBy(sighting => sighting.Device.Language)
            .Count(sightings => sightings.Select(sighting => sighting.Day).Distinct().Skip(1).Any());
        return Part.Of(Kind, Ramp.Points(15, languages.Count, 1, 3) + Ramp.Points(17, atHome, 1, 2), new()
        {
            ["Languages"] = $"{languages.Count}: {string.Join(", ", languages.Take(8))}",
            ["At home"] = $"{atHome} in the evenings and at weekends",
        });
    }
}
