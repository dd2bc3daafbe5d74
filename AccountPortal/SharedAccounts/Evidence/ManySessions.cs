namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>More sessions than one person opens; habits differ, and so it takes many.</summary>
internal static class ManySessions
{
    public const string Kind = "sessions";

    public static FindingPart? Of(AccountEvidence evidence) => Part.Of(Kind, Ramp.Points(19, evidence.Traces.Count(), 40, 150), new()
    {
        ["Sessions"] = $"{evidence.Traces.Count()} sessions in {SharedAccountScore.Window.Days} days",
    });
}
