namespace AccountPortal.SharedAccounts.Evidence;

internal static class Part
{
    /// <summary>A part with whole points; <c>null</c> where there are none.</summary>
    public static FindingPart? Of(string kind, double points, Dictionary<string, string> evidence) =>
        (int)Math.Round(points) is > 0 and var whole ? new FindingPart(kind, whole, evidence) : null;
}
