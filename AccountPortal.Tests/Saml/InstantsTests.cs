using AccountPortal.Saml.Reading;

namespace AccountPortal.Tests.Saml;

public class InstantsTests
{
    [Theory]
    [InlineData("2026-05-04T10:00:00Z", 0)]
    [InlineData("2026-05-04T10:00:00.5Z", 500)]
    [InlineData("2026-05-04T10:00:00.123000000000Z", 123)]
    [InlineData("2026-05-04T09:59:60Z", null)]
    [InlineData("2026-05-04T10:00:00", null)]
    [InlineData("2026-05-04T10:00:00+00:00", null)]
    [InlineData("2026-05-04t10:00:00z", null)]
    [InlineData(" 2026-05-04T10:00:00Z", null)]
    [InlineData("2026-05-04T10:00:00Z ", null)]
    [InlineData("2026-02-30T10:00:00Z", null)]
    // A time without a date, which the framework takes for one of today.
    [InlineData("10:00:00.123456789012Z", null)]
    [InlineData("0000-05-04T10:00:00Z", null)]
    [InlineData("-2026-05-04T10:00:00Z", null)]
    [InlineData("12026-05-04T10:00:00Z", null)]
    [InlineData("٢026-05-04T10:00:00Z", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Only_a_full_time_in_UTC_is_one(string? text, int? milliseconds) =>
        Assert.Equal(milliseconds is { } after ? FixedClock.Now.AddMilliseconds(after) : null, Instants.Read(text));

    [Fact]
    public void It_is_written_in_full_seconds() => Assert.Equal("2026-05-04T10:00:00Z", Instants.Write(FixedClock.Now.AddMilliseconds(999).ToOffset(TimeSpan.FromHours(2))));
}
