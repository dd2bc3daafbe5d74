using AccountPortal.Activity;

namespace AccountPortal.Tests.Activity;

public class ReaderDaysTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-11-21", "2026-11-20T23:00Z", 24)]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00Z", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-24T22:00Z", 25)]
    [InlineData("Asia/Kolkata", "2026-11-21", "2026-11-20T18:30Z", 24)]
    [InlineData("Pacific/Auckland", "2026-11-21", "2026-11-20T11:00Z", 24)]
    // Clocks go from 00:00 to 01:00, and from 01:00 back to 00:00, at midnight itself.
    [InlineData("America/Asuncion", "2023-10-01", "2023-10-01T04:00Z", 23)]
    [InlineData("America/Havana", "2022-11-06", "2022-11-06T04:00Z", 25)]
    // The day that Samoa left out.
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z", 0)]
    [InlineData(null, "2026-11-21", "2026-11-21T00:00Z", 24)]
    public void A_day_begins_when_the_calendar_there_turns(string? zoneId, string day, string start, int hours)
    {
        var (zone, date) = (zoneId is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zoneId), DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));
        var begins = ReaderDays.StartOf(date, zone);
        Assert.Equal(DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture), begins);
        Assert.Equal(TimeSpan.FromHours(hours), ReaderDays.StartOf(date.AddDays(1), zone) - begins);
        Assert.Equal(hours > 0, ReaderDays.Of(begins, zone) == date);
        Assert.NotEqual(date, ReaderDays.Of(begins.AddMilliseconds(-1), zone));
    }
}
