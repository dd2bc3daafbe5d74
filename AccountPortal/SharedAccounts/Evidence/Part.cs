namespace AccountPortal.SharedAccounts.Evidence;

internal static class Part
{
    /// <summary>A part with whole points, below zero where it speaks against several people; <c>null</c> where there are none.</summary>
    public static FindingPart? Of(string kind, double points, Dictionary<string, string> evidence) =>
        (int)Math.Round(points) is not 0 and var whole ? new FindingPart(kind, whole, evidence) : null;
}
