using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace AccountPortal.Places;

/// <summary>
/// A database in the MaxMind DB format 2.0: what is known of an IP address, found along its bits in a binary tree. Immutable, for any number of
/// threads. It holds the whole file in memory: a mapped file that somebody cuts off or writes over in place takes the process with it (SIGBUS).
/// </summary>
public sealed class MaxMindDatabase
{
    private const int Separator = 16;
    private const int BitsBeforeIPv4 = 96;

    private readonly byte[] file;
    private readonly int treeLength;
    private readonly int dataLength;
    private readonly uint ipv4Root;

    /// <summary>Checks metadata and tree of a file's content, which must not change from here on. Throws <see cref="MaxMindException"/>.</summary>
    public MaxMindDatabase(byte[] file)
    {
        this.file = file;
        Metadata = MaxMindMetadata.Read(file, out var end);
        var tree = (long)Metadata.NodeCount * Metadata.RecordSize / 4;
        if (tree + Separator > end)
        {
            throw new MaxMindException("is damaged: its search tree is longer than the file");
        }

        (treeLength, dataLength) = ((int)tree, end - (int)tree - Separator);
        CheckTree();
        ipv4Root = Metadata.IPVersion == 6 ? Descend(0, stackalloc byte[BitsBeforeIPv4 / 8]) : 0;
    }

    public MaxMindMetadata Metadata { get; }

    private ReadOnlySpan<byte> Data => file.AsSpan(treeLength + Separator, dataLength);

    /// <summary>
    /// What is known of the address; a value that does not exist where nothing is. IPv4 addresses are the lowest of an IPv6 tree; an IPv4 tree
    /// knows no IPv6 address. Throws <see cref="MaxMindException"/> for a damaged record.
    /// </summary>
    public MaxMindValue Find(IPAddress address)
    {
        var isIPv4 = address.AddressFamily == AddressFamily.InterNetwork;
        if (!isIPv4 && Metadata.IPVersion == 4)
        {
            return default;
        }

        Span<byte> bits = stackalloc byte[16];
        address.TryWriteBytes(bits, out var length);
        var record = Descend(isIPv4 ? ipv4Root : 0, bits[..length]);
        return record == Metadata.NodeCount ? default : MaxMindValue.At(Data, Offset(record));
    }

    private uint Descend(uint node, ReadOnlySpan<byte> bits)
    {
        for (var bit = 0; bit < 8 * bits.Length && node < Metadata.NodeCount; bit++)
        {
            node = Record(node, (bits[bit >> 3] >> (7 - (bit & 7))) & 1);
        }

        return node;
    }

    private uint Record(uint node, int side)
    {
        switch (Metadata.RecordSize)
        {
            case 24:
                var three = file.AsSpan(((int)node * 6) + (side * 3), 3);
                return (uint)((three[0] << 16) | (three[1] << 8) | three[2]);
            case 28:
                // The middle byte has the highest four bits of both records.
                var seven = file.AsSpan((int)node * 7, 7);
                return side == 0
                    ? (uint)(((seven[3] & 0xF0) << 20) | (seven[0] << 16) | (seven[1] << 8) | seven[2])
                    : (uint)(((seven[3] & 0x0F) << 24) | (seven[4] << 16) | (seven[5] << 8) | seven[6]);
            default:
                return BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(((int)node * 8) + (side * 4), 4));
        }
    }

    // After an address's last bit no node may follow: the subtraction then gives a number that is out of range, as for the separator.
    private int Offset(uint record)
    {
        var offset = (long)record - Metadata.NodeCount - Separator;
        return offset >= 0 && offset < dataLength ? (int)offset : throw new MaxMindException("is damaged: its search tree leads nowhere");
    }

    private void CheckTree()
    {
        for (var node = 0u; node < Metadata.NodeCount; node++)
        {
            for (var side = 0; side < 2; side++)
            {
                if (Record(node, side) is var record && record > Metadata.NodeCount)
                {
                    Offset(record);
                }
            }
        }
    }
}
