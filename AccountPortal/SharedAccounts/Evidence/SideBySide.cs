namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>How many devices were in use side by side, rather than an old one and then a new one.</summary>
internal static class SideBySide
{
    private static readonly TimeSpan Long = TimeSpan.FromDays(7);

    /// <summary>The most that were beside one of them for more than a week, itself counted however short it was in use.</summary>
    public static int Most(IReadOnlyList<(DateTimeOffset First, DateTimeOffset Last)> uses) =>
        uses.Select((one, index) => 1 + uses.Where((other, number) => number != index && IsBeside(one, other)).Count()).DefaultIfEmpty().Max();

    private static bool IsBeside((DateTimeOffset First, DateTimeOffset Last) one, (DateTimeOffset First, DateTimeOffset Last) other) =>
        (one.Last < other.Last ? one.Last : other.Last) - (one.First > other.First ? one.First : other.First) > Long;
}
