using System.Buffers.Binary;

namespace AccountPortal.Activity;

/// <summary>
/// Makes the ids of events: UUIDv7 whose twelve bits after the time count within the millisecond (RFC 9562, 6.2, method 1), so that what one
/// request writes together is told in the order in which it was written.
/// </summary>
internal sealed class EventIds
{
    private const int MostPerMillisecond = 0xFFF;
    private readonly Lock counting = new();
    private long millisecond;
    private int count;

    public Guid Next(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | Count(now.ToUnixTimeMilliseconds())));
        return new Guid(bytes, bigEndian: true);
    }

    private int Count(long now)
    {
        lock (counting)
        {
            count = now == millisecond ? Math.Min(count + 1, MostPerMillisecond) : 0;
            millisecond = now;
            return count;
        }
    }
}
