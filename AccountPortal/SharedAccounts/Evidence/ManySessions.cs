namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>More sessions than one person opens; a little weight, for habits differ.</summary>
internal static class ManySessions
{
    public const string Kind = "sessions";

    public static FindingPart? Of(AccountEvidence evidence) => Part.Of(Kind, Ramp.Points(14, evidence.Sightings.Count, 70, 170), new()
    {
        ["Sessions"] = $"{evidence.Sightings.Count} sessions in {SharedAccountScore.Window.Days} days",
    });
}
