using AccountPortal.Data;

namespace AccountPortal.Tests;

/// <summary>The portal's clock, moved by hand. Only instants move: timers and timeouts of the machinery keep real time.</summary>
public sealed class TestClock(DatabaseClock clock) : TimeProvider
{
    private long movedTicks;

    /// <summary>How far the clock is ahead of the real one.</summary>
    public TimeSpan Moved
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref movedTicks));
        set => Interlocked.Exchange(ref movedTicks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Moved;

    public void Advance(TimeSpan by) => Interlocked.Add(ref movedTicks, by.Ticks);
}
