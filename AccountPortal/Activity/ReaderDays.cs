namespace AccountPortal.Activity;

/// <summary>Days as the reader's calendar has them: some last 23 hours and some 25.</summary>
public static class ReaderDays
{
    /// <summary>The day that the instant is on there; UTC's where the zone is not known.</summary>
    public static DateOnly Of(DateTimeOffset instant, TimeZoneInfo? zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone ?? TimeZoneInfo.Utc).DateTime);

    /// <summary>The instant at which that day begins there. Only for years that every zone can reckon with (not 1 or 9999).</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo? zone)
    {
        zone ??= TimeZoneInfo.Utc;
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // Where clocks go back over midnight, it begins at the first of the two.
        var start = new DateTimeOffset(midnight, zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight)).ToUniversalTime();
        // Where they go forward at midnight there is none: the day begins with the first quarter of an hour that is there.
        while (Of(start, zone) < day)
        {
            start = start.AddMinutes(15);
        }

        return start;
    }
}
