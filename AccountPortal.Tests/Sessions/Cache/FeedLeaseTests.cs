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
    public void An_end_that_comes_while_it_is_extended_stays_the_end()
    {
        var lease = new FeedLease(machine);
        Thread? drop = null;
        // Between the look at the last end and the extension.
        machine.Meanwhile = () =>
        {
            drop = new Thread(lease.Drop);
            drop.Start();
            Assert.True(SpinWait.SpinUntil(() => drop.ThreadState is ThreadState.Stopped or ThreadState.WaitSleepJoin, TimeSpan.FromMinutes(1)));
        };
        lease.Extend(lease.Now, TimeSpan.FromSeconds(2.5));
        drop!.Join();
        Assert.False(lease.IsHeld);
    }

    [Fact]
    public void Nobody_has_one_to_begin_with() => Assert.False(new FeedLease(machine).IsHeld);

    private sealed class Machine : TimeProvider
    {
        public long Ticks { get; set; } = 1;

        public Action? Meanwhile { get; set; }

        public override long TimestampFrequency
        {
            get
            {
                Meanwhile?.Invoke();
                return TimeSpan.TicksPerSecond;
            }
        }

        public override long GetTimestamp() => Ticks;
    }
}
