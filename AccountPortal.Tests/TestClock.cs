using AccountPortal.Data;

namespace AccountPortal.Tests;

/// <summary>
/// The portal's clock, moved by hand, and stopped for a test of an exact boundary. Only instants are touched: timers and timeouts of the
/// machinery keep real time.
/// </summary>
public sealed class TestClock(DatabaseClock clock) : TimeProvider
{
    private long movedTicks;
    private long stoppedAtTicks;

    /// <summary>How far the clock is ahead of the real one.</summary>
    public TimeSpan Moved => TimeSpan.FromTicks(Interlocked.Read(ref movedTicks));

    public override DateTimeOffset GetUtcNow() =>
        (Interlocked.Read(ref stoppedAtTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : clock.GetUtcNow()) + Moved;

    public void Advance(TimeSpan by) => Interlocked.Add(ref movedTicks, by.Ticks);

    /// <summary>From now on only <see cref="Advance"/> moves it. It stops at a full second, which the database keeps exactly.</summary>
    public void Stop()
    {
        var now = clock.GetUtcNow().UtcTicks;
        Interlocked.Exchange(ref stoppedAtTicks, now - (now % TimeSpan.TicksPerSecond));
    }
}
