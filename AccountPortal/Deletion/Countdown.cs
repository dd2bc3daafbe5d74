using AccountPortal.Shared;

namespace AccountPortal.Deletion;

/// <summary>What is left of the time between two instants, in words and for a ring. deletion.js says the same words.</summary>
public sealed record Countdown(DateTimeOffset From, DateTimeOffset To, DateTimeOffset Now)
{
    public TimeSpan Total => To > From ? To - From : TimeSpan.Zero;

    public TimeSpan Left => To > Now ? To - Now : TimeSpan.Zero;

    public bool IsOver => To <= Now;

    /// <summary>"29 days, 3 hours, 12 minutes"; with seconds in the last hour.</summary>
    public string Words => this switch
    {
        { IsOver: true } => "Time is over",
        { Left.TotalDays: >= 1 } => $"{Duration.Count(Left.Days, "day")}, {Duration.Count(Left.Hours, "hour")}, {Duration.Count(Left.Minutes, "minute")}",
        { Left.TotalHours: >= 1 } => $"{Duration.Count(Left.Hours, "hour")}, {Duration.Count(Left.Minutes, "minute")}",
        { Left.TotalMinutes: >= 1 } => $"{Duration.Count(Left.Minutes, "minute")}, {Duration.Count(Left.Seconds, "second")}",
        _ => Duration.Count(Left.Seconds, "second"),
    };

    /// <summary>The number in the ring's middle, and what it counts.</summary>
    public (string Number, string Unit) Large => this switch
    {
        { IsOver: true } => ("0", "left"),
        { Left.TotalDays: >= 1 } => Counted(Left.Days, "day"),
        { Left.TotalHours: >= 1 } => Counted(Left.Hours, "hour"),
        { Left.TotalMinutes: >= 1 } => Counted(Left.Minutes, "minute"),
        _ => Counted(Left.Seconds, "second"),
    };

    /// <summary>What the ring shows, for who does not see it.</summary>
    public string Label => IsOver ? Words : $"{Words} left of {Duration.InWords(Total)}";

    private static (string Number, string Unit) Counted(int number, string unit) =>
        (number.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{unit}{(number == 1 ? "" : "s")} left");
}
