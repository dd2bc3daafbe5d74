namespace AccountPortal.Sessions.Cache;

/// <summary>
/// Until when what this node remembers may be trusted. A heartbeat that came back through the database shows that every change that was committed before it
/// was sent has arrived too; from then on the lease runs. It ends by itself: a feed that hangs needs nobody to notice.
/// </summary>
internal sealed class FeedLease(TimeProvider machine)
{
    // Of an extension and an end at once, the end has the last word. Whether it runs is asked at each request, without waiting.
    private readonly Lock turn = new();
    private long until = long.MinValue;
    private long since = long.MinValue;

    /// <summary>Whether it runs. On the machine's own clock, which never jumps.</summary>
    public bool IsHeld => machine.GetTimestamp() < Interlocked.Read(ref until);

    public long Now => machine.GetTimestamp();

    /// <summary>A heartbeat that was sent at <paramref name="sentAt"/> (of <see cref="Now"/>) came back. One that was sent before the lease was dropped says nothing.</summary>
    public void Extend(long sentAt, TimeSpan length)
    {
        lock (turn)
        {
            if (sentAt >= since)
            {
                Interlocked.Exchange(ref until, sentAt + (long)(length.TotalSeconds * machine.TimestampFrequency));
            }
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Drop()
    {
        lock (turn)
        {
            since = machine.GetTimestamp();
            Interlocked.Exchange(ref until, long.MinValue);
        }
    }
}
