using AccountPortal.Activity;

namespace AccountPortal.Tests.Activity;

public class EventIdTests
{
    [Fact]
    public void The_first_id_of_an_instant_divides_before_from_after()
    {
        var instant = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
        var first = EventId.FirstAt(instant);
        for (var tries = 0; tries < 100; tries++)
        {
            Assert.True(Guid.CreateVersion7(instant) > first);
            Assert.True(Guid.CreateVersion7(instant.AddMilliseconds(-1)) < first);
        }
    }

    [Fact]
    public void Before_1970_is_the_first_of_all() => Assert.Equal(Guid.Empty, EventId.FirstAt(DateTimeOffset.MinValue));
}
