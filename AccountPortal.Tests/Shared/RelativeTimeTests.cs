using AccountPortal.Shared;

namespace AccountPortal.Tests.Shared;

public class RelativeTimeTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly TimeZoneInfo Auckland = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland");
    private static readonly TimeZoneInfo Kolkata = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");

    // A Saturday, 14:00 UTC.
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(59, "just now")]
    [InlineData(60, "1 minute ago")]
    [InlineData(119, "1 minute ago")]
    [InlineData(120, "2 minutes ago")]
    [InlineData(59 * 60 + 59, "59 minutes ago")]
    [InlineData(60 * 60, "1 hour ago")]
    [InlineData(14 * 3600, "14 hours ago")]
    [InlineData(14 * 3600 + 1, "yesterday, 23:59 UTC")]
    [InlineData(38 * 3600, "yesterday, 00:00 UTC")]
    [InlineData(38 * 3600 + 1, "Thu 19 Nov, 23:59 UTC")]
    public void The_past_is_said_in_the_unit_that_fits(int secondsAgo, string words) =>
        Assert.Equal(words, RelativeTime.InWords(Now.AddSeconds(-secondsAgo), Now));

    [Theory]
    [InlineData(1, "in less than a minute")]
    [InlineData(59, "in less than a minute")]
    [InlineData(60, "in 1 minute")]
    [InlineData(29 * 60, "in 29 minutes")]
    [InlineData(59 * 60 + 59, "in 59 minutes")]
    [InlineData(60 * 60, "today, 15:00 UTC")]
    [InlineData(10 * 3600 - 1, "today, 23:59 UTC")]
    [InlineData(10 * 3600, "tomorrow, 00:00 UTC")]
    [InlineData(34 * 3600, "Monday, 00:00 UTC")]
    [InlineData(6 * 86400, "Friday, 14:00 UTC")]
    [InlineData(7 * 86400, "Sat 28 Nov, 14:00 UTC")]
    [InlineData(60 * 86400, "Wed 20 Jan 2027, 14:00 UTC")]
    public void The_future_never_promises_more_than_there_is(int secondsAhead, string words) =>
        Assert.Equal(words, RelativeTime.InWords(Now.AddSeconds(secondsAhead), Now));

    [Fact]
    public void Yesterday_is_the_readers_own()
    {
        var at = Now.AddHours(-2);
        Assert.Equal("2 hours ago", RelativeTime.InWords(at, Now, Berlin));
        // 14:00 UTC is 03:00 of the next day in Auckland.
        Assert.Equal("2 hours ago", RelativeTime.InWords(at, Now, Auckland));
        Assert.Equal("yesterday, 23:59", RelativeTime.InWords(Now.AddHours(-3).AddMinutes(-1), Now, Auckland));
        Assert.Equal("yesterday, 23:30", RelativeTime.InWords(new(2026, 11, 20, 22, 30, 0, TimeSpan.Zero), Now, Berlin));
    }

    [Fact]
    public void The_last_year_is_named() =>
        Assert.Equal("Wed 31 Dec 2025, 09:12", RelativeTime.InWords(new(2025, 12, 31, 8, 12, 0, TimeSpan.Zero), Now, Berlin));

    [Fact]
    public void The_hour_that_comes_twice_is_told_apart()
    {
        var first = new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero);
        Assert.Equal("Sunday, 25 October 2026, 02:30 (Berlin, UTC+2)", RelativeTime.Full(first, Berlin));
        Assert.Equal("Sunday, 25 October 2026, 02:30 (Berlin, UTC+1)", RelativeTime.Full(first.AddHours(1), Berlin));
    }

    [Fact]
    public void The_day_of_23_hours_is_still_yesterday() =>
        Assert.Equal("yesterday, 00:00", RelativeTime.InWords(new(2026, 3, 28, 23, 0, 0, TimeSpan.Zero), new(2026, 3, 29, 23, 0, 0, TimeSpan.Zero), Berlin));

    [Fact]
    public void Half_hours_of_offset_are_said() =>
        Assert.Equal("Saturday, 21 November 2026, 19:30 (Kolkata, UTC+5:30)", RelativeTime.Full(Now, Kolkata));

    [Fact]
    public void Without_a_zone_it_is_UTC_and_says_so()
    {
        Assert.Equal("Sat 21 Nov 2026, 14:00 UTC", RelativeTime.Exact(Now));
        Assert.Equal("Saturday, 21 November 2026, 14:00 (UTC)", RelativeTime.Full(Now));
    }

    [Theory]
    [InlineData(5, "5 seconds")]
    [InlineData(59.2, "1 minute")]
    [InlineData(60, "1 minute")]
    [InlineData(61, "2 minutes")]
    [InlineData(1800, "30 minutes")]
    [InlineData(3570, "1 hour")]
    [InlineData(3600, "1 hour")]
    [InlineData(86400, "24 hours")]
    [InlineData(7 * 86400, "7 days")]
    public void Spans_are_rounded_up_to_one_unit(double seconds, string words) => Assert.Equal(words, Duration.InWords(TimeSpan.FromSeconds(seconds)));
}
