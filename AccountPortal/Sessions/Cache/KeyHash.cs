using System.Buffers.Binary;

namespace AccountPortal.Sessions.Cache;

/// <summary>SHA-256 of a session key, as a value that a dictionary finds without an allocation.</summary>
internal readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    public static KeyHash Of(ReadOnlySpan<byte> hash) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]), BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]));

    // Nobody chooses a hash: any part of it is spread as well as the whole.
    public override int GetHashCode() => (int)A;
}
