using AccountPortal.Sessions;

namespace AccountPortal.Tests.Sessions;

public class SessionSettingsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Instant = TimeSpan.FromTicks(1);
    private static readonly SessionSettings Defaults = new();

    public static TheoryData<bool, TimeSpan, TimeSpan> Timeouts => new()
    {
        { false, TimeSpan.FromMinutes(30), TimeSpan.FromHours(24) },
        { true, TimeSpan.FromDays(7), TimeSpan.FromDays(30) },
    };

    [Theory, MemberData(nameof(Timeouts))]
    public void A_session_lives_until_the_very_instant_of_its_idle_timeout(bool remembered, TimeSpan idle, TimeSpan absolute)
    {
        Assert.True(idle < absolute);
        Assert.Null(Defaults.EndReasonAt(Start + idle - Instant, remembered, Start, Start, null));
        Assert.Equal(EndReason.Idle, Defaults.EndReasonAt(Start + idle, remembered, Start, Start, null));
    }

    [Theory, MemberData(nameof(Timeouts))]
    public void However_much_it_is_used_it_ends_at_the_absolute_timeout(bool remembered, TimeSpan idle, TimeSpan absolute)
    {
        Assert.True(idle > TimeSpan.Zero);
        var (before, end) = (Start + absolute - Instant, Start + absolute);
        Assert.Null(Defaults.EndReasonAt(before, remembered, Start, before, null));
        Assert.Equal(EndReason.Absolute, Defaults.EndReasonAt(end, remembered, Start, end, null));
    }

    [Fact]
    public void Whichever_comes_first_counts()
    {
        var settings = new SessionSettings { IdleTimeout = TimeSpan.FromHours(2), AbsoluteTimeout = TimeSpan.FromHours(1) };
        Assert.Null(settings.EndReasonAt(Start + TimeSpan.FromHours(1) - Instant, false, Start, Start, null));
        Assert.Equal(EndReason.Absolute, settings.EndReasonAt(Start + TimeSpan.FromHours(1), false, Start, Start, null));
    }

    [Fact]
    public void Whoever_vouched_for_a_sign_in_may_end_it_earlier_and_never_later()
    {
        var end = Start + TimeSpan.FromMinutes(20);
        Assert.Null(Defaults.EndReasonAt(end - Instant, false, Start, Start, end));
        Assert.Equal(EndReason.Absolute, Defaults.EndReasonAt(end, false, Start, end, end));
        Assert.Equal(end, Defaults.ExpiresAt(false, Start, end));
        Assert.Equal(Start + TimeSpan.FromHours(24), Defaults.ExpiresAt(false, Start, Start + TimeSpan.FromDays(3)));
        Assert.Equal(EndReason.Idle, Defaults.EndReasonAt(Start + TimeSpan.FromMinutes(30), false, Start, Start, Start + TimeSpan.FromHours(2)));
    }

    [Theory]
    [InlineData("00:30:00", "00:05:00", "00:05:00")]
    [InlineData("00:15:00", "00:05:00", "00:05:00")]
    [InlineData("00:14:57", "00:05:00", "00:04:59")]
    [InlineData("00:00:03", "00:05:00", "00:00:01")]
    public void Last_activity_is_written_at_the_latest_after_a_third_of_the_idle_timeout(string idle, string interval, string expected)
    {
        var settings = new SessionSettings
        {
            IdleTimeout = TimeSpan.Parse(idle, null),
            RememberedIdleTimeout = TimeSpan.Parse(idle, null),
            LastActiveInterval = TimeSpan.Parse(interval, null),
        };
        Assert.Equal(TimeSpan.Parse(expected, null), settings.LastActiveIntervalFor(remembered: false));
        Assert.Equal(TimeSpan.Parse(expected, null), settings.LastActiveIntervalFor(remembered: true));
    }
}
