using System.Buffers.Binary;
using System.Text;

namespace AccountPortal.Demo;

/// <summary>
/// Makes the ids of the demo's rows: UUIDv7 like all others, but with a mark where others have chance. By it the demo finds its own rows
/// again, and takes no other away.
/// </summary>
internal sealed class DemoIds
{
    /// <summary>What the text of each id ends in: "demo" and two zeroes.</summary>
    public const string Mark = "64656d6f0000";

    private int count;

    /// <summary>The next id of that instant. Later ones of the same instant are greater, 4096 at most.</summary>
    public Guid Next(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)at.ToUnixTimeMilliseconds() << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (count & 0xFFF)));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], (ushort)(0x8000 | ((count >> 12) & 0x3FFF)));
        Encoding.ASCII.GetBytes("demo", bytes[10..]);
        count++;
        return new Guid(bytes, bigEndian: true);
    }
}
