namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Browsers that ask for different languages, on many systems.</summary>
internal static class LanguagesAndSystems
{
    public const string Kind = "languages";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var languages = evidence.Devices.Select(device => device.Language).OfType<string>().Distinct().Order().ToList();
        var pairs = evidence.Devices.Select(device => (device.Language, device.Os)).Distinct().Count();
        return Part.Of(Kind, Ramp.Points(31, languages.Count, 1, 3) + Ramp.Points(7, pairs, 3, 7), new()
        {
            ["Languages"] = $"{languages.Count}: {string.Join(", ", languages.Take(8))}",
            ["Systems"] = string.Join(", ", evidence.Devices.Select(device => device.Os).Distinct().Order().Take(8)),
        });
    }
}
