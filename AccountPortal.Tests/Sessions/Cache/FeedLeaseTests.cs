using AccountPortal.Sessions.Cache;

namespace AccountPortal.Tests.Sessions.Cache;

public class FeedLeaseTests
{
    private readonly Machine machine = new();

    [Fact]
    public void It_runs_from_when_the_word_was_sent_not_from_when_it_came_back()
    {
        var lease = new FeedLease(machine);
        var sentAt = lease.Now;
        machine.Ticks += 1000;
        lease.Extend(sentAt, TimeSpan.FromSeconds(2.5));
        machine.Ticks = sentAt + (25 * TimeSpan.TicksPerSecond / 10) - 1;
        Assert.True(lease.IsHeld);
        machine.Ticks++;
        Assert.False(lease.IsHeld);
    }

    [Fact]
    public void A_word_that_was_sent_before_the_lease_was_dropped_does_not_bring_it_back()
    {
        var lease = new FeedLease(machine);
        var sentAt = lease.Now;
        machine.Ticks++;
        lease.Drop();
        lease.Extend(sentAt, TimeSpan.FromSeconds(2.5));
        Assert.False(lease.IsHeld);
        lease.Extend(lease.Now, TimeSpan.FromSeconds(2.5));
        Assert.True(lease.IsHeld);
    }

    [Fact]
    public void Nobody_has_one_to_begin_with() => Assert.False(new FeedLease(machine).IsHeld);

    private sealed class Machine : TimeProvider
    {
        public long Ticks { get; set; } = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}
