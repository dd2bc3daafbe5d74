namespace AccountPortal.Shared;

/// <summary>Says spans of time and counts in plain words.</summary>
public static class Duration
{
    /// <summary>"30 minutes", "7 days": one unit, rounded up so that nobody comes back too early.</summary>
    public static string InWords(TimeSpan span)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(span.TotalSeconds));
        if (seconds < 60) return Count(seconds, "second");
        var minutes = Up(seconds, 60);
        if (minutes < 60) return Count(minutes, "minute");
        var hours = Up(minutes, 60);
        return hours < 48 ? Count(hours, "hour") : Count(Up(hours, 24), "day");
    }

    /// <summary>"1 session", "4 sessions".</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static int Up(int amount, int unit) => (amount + unit - 1) / unit;
}
