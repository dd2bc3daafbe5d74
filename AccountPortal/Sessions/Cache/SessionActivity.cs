namespace AccountPortal.Sessions.Cache;

/// <summary>When a session was last active, as this node saw it, and how much of that its row says already.</summary>
public sealed class SessionActivity(Guid sessionId, Guid userId, bool remembered, DateTimeOffset writtenAt)
{
    private long lastTicks = writtenAt.UtcTicks;
    private long writtenTicks = writtenAt.UtcTicks;
    private int isQueued;

    public Guid SessionId => sessionId;

    public Guid UserId => userId;

    public bool Remembered => remembered;

    public DateTimeOffset LastActiveAt => new(Interlocked.Read(ref lastTicks), TimeSpan.Zero);

    /// <summary>What the row said when this node last read or wrote it.</summary>
    public DateTimeOffset WrittenAt => new(Interlocked.Read(ref writtenTicks), TimeSpan.Zero);

    public bool IsAhead => Interlocked.Read(ref lastTicks) > Interlocked.Read(ref writtenTicks);

    /// <summary>Takes a later instant; an earlier one changes nothing.</summary>
    public void Move(DateTimeOffset at) => Raise(ref lastTicks, at.UtcTicks);

    public void Written(DateTimeOffset at)
    {
        Raise(ref writtenTicks, at.UtcTicks);
        Raise(ref lastTicks, at.UtcTicks);
    }

    /// <summary><c>true</c> for the one that puts it into the queue.</summary>
    public bool Enqueue() => Volatile.Read(ref isQueued) == 0 && Interlocked.Exchange(ref isQueued, 1) == 0;

    /// <summary>With a full barrier: a touch that found it queued is seen by whoever looks after this.</summary>
    public void Dequeue() => Interlocked.Exchange(ref isQueued, 0);

    private static void Raise(ref long target, long value)
    {
        for (var seen = Interlocked.Read(ref target); seen < value;)
        {
            var found = Interlocked.CompareExchange(ref target, value, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
