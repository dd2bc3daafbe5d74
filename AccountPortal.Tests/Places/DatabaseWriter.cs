using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AccountPortal.Places;

namespace AccountPortal.Tests.Places;

/// <summary>A field whose control bytes a test writes itself.</summary>
internal sealed record Raw(params byte[] Bytes);

/// <summary>
/// A pointer, in the shortest of its four forms or in the one that is asked for. <paramref name="Target"/> counts from the start of the data
/// section, or names a value that was put there before.
/// </summary>
internal sealed record Pointer(long Target, int? Form = null);

/// <summary>
/// Writes small databases in the MaxMind DB format 2.0, as far as the tests need it, from the specification and not from the reader. Where a
/// network lies within one that was added before, the later one wins.
/// </summary>
internal sealed class DatabaseWriter
{
    private const long Nothing = -1;
    private readonly List<byte> data = [];
    private readonly Dictionary<string, long> shared = [];
    // Left and right: a node's number, Nothing, or for data -2 minus its offset.
    private readonly List<long[]> nodes = [[Nothing, Nothing]];

    public int RecordSize { get; init; } = 28;

    public int IPVersion { get; init; } = 6;

    /// <summary>Texts that come again become pointers, as all real writers have it.</summary>
    public bool SharesTexts { get; init; } = true;

    /// <summary>Added to the metadata, or in place of what it would have; null takes away.</summary>
    public Dictionary<string, object?> Metadata { get; } = [];

    public int NodeCount => nodes.Count;

    /// <summary>A database that knows one thing of one network.</summary>
    public static MaxMindDatabase Of(string network, object value) => new(new DatabaseWriter().Add(network, value).ToArray());

    /// <summary>Puts a value into the data section; the place where it begins.</summary>
    public long Put(object value)
    {
        var offset = data.Count;
        Write(data, value, SharesTexts ? shared : null);
        return offset;
    }

    public DatabaseWriter Add(string network, object value) => AddAt(network, Put(value));

    public DatabaseWriter AddAt(string network, long offset)
    {
        var (bits, length) = Bits(IPNetwork.Parse(network));
        Set(bits, length, -2 - offset);
        return this;
    }

    /// <summary>Leads from one network to another's node, as MaxMind's files do from ::ffff:0:0/96 to the IPv4 addresses.</summary>
    public DatabaseWriter Alias(string network, string to)
    {
        var (target, depth) = Bits(IPNetwork.Parse(to));
        var node = 0L;
        for (var bit = 0; bit < depth; bit++)
        {
            node = Descend(node, target, bit);
        }

        var (bits, length) = Bits(IPNetwork.Parse(network));
        Set(bits, length, node);
        return this;
    }

    /// <summary>Has a record lead to that node whatever it may be: a circle, or beyond the address's last bit.</summary>
    public DatabaseWriter Loop(string network, long node)
    {
        var (bits, length) = Bits(IPNetwork.Parse(network));
        Set(bits, length, node);
        return this;
    }

    public byte[] ToArray()
    {
        List<byte> file = [];
        foreach (var node in nodes)
        {
            WriteNode(file, Record(node[0]), Record(node[1]));
        }

        file.AddRange(new byte[16]);
        file.AddRange(data);
        file.AddRange([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        Write(file, AllMetadata(), null);
        return file.ToArray();
    }

    private Dictionary<string, object> AllMetadata()
    {
        var all = new Dictionary<string, object>
        {
            ["node_count"] = (uint)nodes.Count,
            ["record_size"] = (ushort)RecordSize,
            ["ip_version"] = (ushort)IPVersion,
            ["database_type"] = "Test",
            ["languages"] = new object[] { "en" },
            ["binary_format_major_version"] = (ushort)2,
            ["binary_format_minor_version"] = (ushort)0,
            ["build_epoch"] = 1_780_000_000ul,
            ["description"] = new Dictionary<string, object> { ["en"] = "Made by a test" },
        };
        foreach (var (key, value) in Metadata)
        {
            if (value is null)
            {
                all.Remove(key);
            }
            else
            {
                all[key] = value;
            }
        }

        return all;
    }

    private uint Record(long value) => value switch
    {
        >= 0 => (uint)value,
        Nothing => (uint)nodes.Count,
        _ => (uint)(nodes.Count + 16 + (-2 - value)),
    };

    private void WriteNode(List<byte> file, uint left, uint right)
    {
        Span<byte> node = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(node, left);
        BinaryPrimitives.WriteUInt32BigEndian(node[4..], right);
        file.AddRange(RecordSize == 32 ? node[..4] : node[1..4]);
        if (RecordSize == 28)
        {
            file.Add((byte)((node[0] << 4) | node[4]));
        }

        file.AddRange(RecordSize == 32 ? node[4..] : node[5..]);
    }

    private (byte[] Bits, int Length) Bits(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        return network.BaseAddress.AddressFamily == AddressFamily.InterNetwork && IPVersion == 6
            ? ([.. new byte[12], .. bytes], network.PrefixLength + 96)
            : (bytes, network.PrefixLength);
    }

    private void Set(byte[] bits, int length, long value)
    {
        var node = 0L;
        for (var bit = 0; bit < length - 1; bit++)
        {
            node = Descend(node, bits, bit);
        }

        nodes[(int)node][Side(bits, length - 1)] = value;
    }

    // What was known of a whole network is known of both of its halves.
    private long Descend(long node, byte[] bits, int bit)
    {
        var record = nodes[(int)node];
        var side = Side(bits, bit);
        if (record[side] < 0)
        {
            nodes.Add([record[side], record[side]]);
            record[side] = nodes.Count - 1;
        }

        return record[side];
    }

    private static int Side(byte[] bits, int bit) => (bits[bit / 8] >> (7 - (bit % 8))) & 1;

    private static void Write(List<byte> to, object value, Dictionary<string, long>? shared)
    {
        switch (value)
        {
            case Raw raw:
                to.AddRange(raw.Bytes);
                break;
            case Pointer pointer:
                WritePointer(to, pointer);
                break;
            case string text when shared is not null && shared.TryGetValue(text, out var offset):
                WritePointer(to, new Pointer(offset));
                break;
            case string text:
                shared?.TryAdd(text, to.Count);
                WriteContent(to, 2, Encoding.UTF8.GetBytes(text));
                break;
            case byte[] bytes:
                WriteContent(to, 4, bytes);
                break;
            case bool isTrue:
                WriteControl(to, 14, isTrue ? 1 : 0);
                break;
            case object[] array:
                WriteControl(to, 11, array.Length);
                foreach (var element in array)
                {
                    Write(to, element, shared);
                }

                break;
            case Dictionary<string, object> map:
                WriteControl(to, 7, map.Count);
                foreach (var (key, element) in map)
                {
                    Write(to, key, shared);
                    Write(to, element, shared);
                }

                break;
            default:
                WriteNumber(to, value);
                break;
        }
    }

    private static void WriteNumber(List<byte> to, object value)
    {
        var bytes = new byte[16];
        switch (value)
        {
            case double number:
                BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
                WriteContent(to, 3, bytes[..8]);
                break;
            case float number:
                BinaryPrimitives.WriteSingleBigEndian(bytes, number);
                WriteContent(to, 15, bytes[..4]);
                break;
            case int number:
                BinaryPrimitives.WriteInt32BigEndian(bytes, number);
                WriteContent(to, 8, Short(bytes[..4]));
                break;
            case ushort or uint or ulong or UInt128:
                BinaryPrimitives.WriteUInt128BigEndian(bytes, value switch { ushort number => number, uint number => number, ulong number => number, _ => (UInt128)value });
                WriteContent(to, value switch { ushort => 5, uint => 6, ulong => 9, _ => 10 }, Short(bytes));
                break;
            default:
                throw new ArgumentException($"The format has no {value.GetType()}.");
        }
    }

    // Leading zero bytes are left out; of zero itself nothing remains.
    private static byte[] Short(byte[] bytes) => [.. bytes.SkipWhile(value => value == 0)];

    private static void WriteContent(List<byte> to, int type, byte[] content)
    {
        WriteControl(to, type, content.Length);
        to.AddRange(content);
    }

    private static void WriteControl(List<byte> to, int type, int size)
    {
        var (low, more, rest) = size switch { < 29 => (size, 0, 0), < 285 => (29, 1, size - 29), < 65_821 => (30, 2, size - 285), _ => (31, 3, size - 65_821) };
        to.Add((byte)((type <= 7 ? type << 5 : 0) | low));
        if (type > 7)
        {
            to.Add((byte)(type - 7));
        }

        WriteBytes(to, (uint)rest, more);
    }

    private static void WritePointer(List<byte> to, Pointer pointer)
    {
        var form = pointer.Form ?? pointer.Target switch { < 2048 => 0, < 526_336 => 1, < 134_744_064 => 2, _ => 3 };
        var value = pointer.Target - form switch { 1 => 2048, 2 => 526_336, _ => 0 };
        to.Add((byte)(0x20 | (form << 3) | (form == 3 ? 0 : (int)(value >> (8 * (form + 1))))));
        WriteBytes(to, (uint)value, form + 1);
    }

    private static void WriteBytes(List<byte> to, uint value, int count)
    {
        for (var left = count - 1; left >= 0; left--)
        {
            to.Add((byte)(value >> (8 * left)));
        }
    }
}
