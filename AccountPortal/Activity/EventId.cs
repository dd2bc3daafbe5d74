using System.Buffers.Binary;

namespace AccountPortal.Activity;

/// <summary>Events' ids are UUIDv7 (RFC 9562, 5.7): they begin with the millisecond, so that a span of time is a range of ids and needs no index of its own.</summary>
public static class EventId
{
    /// <summary>No event of that instant or later has a smaller id, and none from before it (by the millisecond) a greater one.</summary>
    public static Guid FirstAt(DateTimeOffset instant)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)Math.Max(0, instant.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
