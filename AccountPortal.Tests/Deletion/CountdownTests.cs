using AccountPortal.Deletion;
using Bunit;

namespace AccountPortal.Tests.Deletion;

public class CountdownTests : BunitContext
{
    private static readonly DateTimeOffset To = new(2026, 12, 21, 13, 5, 0, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    [Theory]
    [InlineData("30.00:00:00", "30 days, 0 hours, 0 minutes", "30", "days left")]
    [InlineData("29.03:12:59", "29 days, 3 hours, 12 minutes", "29", "days left")]
    [InlineData("1.00:00:00", "1 day, 0 hours, 0 minutes", "1", "day left")]
    [InlineData("0.23:59:59.999", "23 hours, 59 minutes", "23", "hours left")]
    [InlineData("0.01:00:00", "1 hour, 0 minutes", "1", "hour left")]
    [InlineData("0.00:59:59", "59 minutes, 59 seconds", "59", "minutes left")]
    [InlineData("0.00:01:00", "1 minute, 0 seconds", "1", "minute left")]
    [InlineData("0.00:00:59", "59 seconds", "59", "seconds left")]
    [InlineData("0.00:00:01", "1 second", "1", "second left")]
    public void What_is_left_is_said_in_whole_units(string left, string words, string number, string unit)
    {
        var countdown = new Countdown(To - Grace, To, To - TimeSpan.Parse(left, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((words, (number, unit), $"{words} left of 30 days"), (countdown.Words, countdown.Large, countdown.Label));
        Assert.False(countdown.IsOver);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Over_is_over(int minutes)
    {
        var countdown = new Countdown(To - Grace, To, To.AddMinutes(minutes));
        Assert.Equal((true, "Time is over", "Time is over", TimeSpan.Zero), (countdown.IsOver, countdown.Words, countdown.Label, countdown.Left));
    }

    [Theory]
    [InlineData(15, "50 100")]
    [InlineData(30, "100 100")]
    [InlineData(0, null)]
    public void The_ring_shows_the_share_that_is_left_and_says_it_in_words(int days, string? dashes)
    {
        var countdown = new Countdown(To - Grace, To, To.AddDays(-days));
        var clock = Render<CountdownRing>(p => p.Add(c => c.Left, countdown).Add(c => c.Zone, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));
        Assert.Equal(dashes, clock.FindAll(".part").SingleOrDefault()?.GetAttribute("stroke-dasharray"));
        Assert.Equal(countdown.Label, clock.Find("svg[role=img]").GetAttribute("aria-label"));
        Assert.Equal("Mon 21 Dec 2026, 14:05", clock.Find("time").TextContent);
        Assert.Equal(countdown.Words, clock.Find("[data-words]").TextContent);
        Assert.Equal("2026-12-21T13:05:00.0000000Z", clock.Find("[data-deletion-to]").GetAttribute("data-deletion-to"));
        Assert.Empty(clock.FindAll("[style]"));
    }

    [Fact]
    public void A_deletion_without_any_time_is_over_from_its_beginning()
    {
        var clock = Render<CountdownRing>(p => p.Add(c => c.Left, new Countdown(To, To, To)));
        Assert.Empty(clock.FindAll(".part"));
        Assert.Equal("Time is over", clock.Find("[data-words]").TextContent);
    }

    [Theory]
    [InlineData(30, "at once, 7 days before and 1 day before")]
    [InlineData(7, "at once and 1 day before")]
    [InlineData(1, "at once")]
    public void Mails_are_promised_as_far_as_the_grace_period_reaches(int days, string words) => Assert.Equal(words, DeletionReminders.InWords(TimeSpan.FromDays(days)));
}
