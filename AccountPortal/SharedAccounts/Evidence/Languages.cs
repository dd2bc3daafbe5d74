namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Browsers that ask for different languages.</summary>
internal static class Languages
{
    public const string Kind = "languages";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var languages = evidence.Devices.Select(device => device.Language).OfType<string>().Distinct().Order().ToList();
        return Part.Of(Kind, Ramp.Points(7, languages.Count, 1, 3), new() { ["Languages"] = $"{languages.Count}: {string.Join(", ", languages.Take(8))}" });
    }
}
