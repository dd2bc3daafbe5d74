namespace AccountPortal.Shared;

/// <summary>Says spans of time and counts in plain words.</summary>
public static class Duration
{
    /// <summary>"30 minutes", "7 days": the largest unit that leaves no remainder worth saying, rounded up so that nobody comes back too early.</summary>
    public static string InWords(TimeSpan span) => span.TotalSeconds switch
    {
        < 60 => Count(Up(span.TotalSeconds), "second"),
        < 3600 => Count(Up(span.TotalMinutes), "minute"),
        < 2 * 86400 => Count(Up(span.TotalHours), "hour"),
        _ => Count(Up(span.TotalDays), "day"),
    };

    /// <summary>"1 session", "4 sessions".</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static int Up(double amount) => Math.Max(1, (int)Math.Ceiling(amount));
}
