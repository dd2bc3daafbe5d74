using System.Buffers.Binary;
using System.Text;

namespace AccountPortal.Places;

/// <summary>
/// A value in a MaxMind DB, read where it lies: nothing is allocated but the texts that are asked for. What is missing, or of another type than
/// asked for, is null; what is damaged throws <see cref="MaxMindException"/>.
/// </summary>
public readonly ref struct MaxMindValue
{
    // The largest records in use have a few hundred fields; a damaged size must not cost a walk through the whole file.
    private const int MostFields = 10_000;

    private readonly ReadOnlySpan<byte> section;
    private readonly DataField header;

    private MaxMindValue(ReadOnlySpan<byte> section, DataField header)
    {
        this.section = section;
        this.header = header;
    }

    public bool Exists => header.Type != DataType.None;

    public bool IsMap => header.Type == DataType.Map;

    public string? Text => header.Type == DataType.Text ? Encoding.UTF8.GetString(Content) : null;

    /// <summary>A whole number that is not negative, of any of the integer types.</summary>
    public ulong? Whole => header.Type switch
    {
        DataType.UInt16 or DataType.UInt32 or DataType.UInt64 or DataType.UInt128 => Unsigned(),
        DataType.Int32 when Signed() is >= 0 and var number => (ulong)number,
        _ => null,
    };

    /// <summary>A number of any type.</summary>
    public double? Number => header.Type switch
    {
        DataType.Double => BinaryPrimitives.ReadDoubleBigEndian(Content),
        DataType.Float => BinaryPrimitives.ReadSingleBigEndian(Content),
        DataType.Int32 => Signed(),
        _ => Whole,
    };

    private ReadOnlySpan<byte> Content => section.Slice(header.Start, header.Size);

    /// <summary>The value of that name in a map.</summary>
    public MaxMindValue this[ReadOnlySpan<byte> name]
    {
        get
        {
            if (!IsMap)
            {
                return default;
            }

            var (offset, steps) = (header.Start, 0);
            for (var pair = 0; pair < header.Size; pair++)
            {
                var key = DataField.At(section, offset);
                if (new MaxMindValue(section, Resolve(section, key)).IsText(name))
                {
                    return At(section, key.End);
                }

                offset = Skip(section, key.End, ref steps);
            }

            return default;
        }
    }

    /// <summary>The value at that place of a data section, or the one that the pointer there leads to.</summary>
    internal static MaxMindValue At(ReadOnlySpan<byte> section, int offset) => new(section, Resolve(section, DataField.At(section, offset)));

    /// <summary>Throws unless the section has all of the value that it begins with, to the last key.</summary>
    internal static void CheckWhole(ReadOnlySpan<byte> section)
    {
        var steps = 0;
        Skip(section, 0, ref steps);
    }

    // A pointer to a pointer is illegal, so that none can lead in a circle.
    private static DataField Resolve(ReadOnlySpan<byte> section, DataField field)
    {
        var target = field.Type == DataType.Pointer ? DataField.At(section, field.Size) : field;
        return target.Type == DataType.Pointer ? throw new MaxMindException("holds a pointer to a pointer") : target;
    }

    // A loop and no recursion: however deep a hostile file nests, the stack does not grow.
    private static int Skip(ReadOnlySpan<byte> section, int offset, ref int steps)
    {
        for (var left = 1L; left > 0; left--)
        {
            if (++steps > MostFields)
            {
                throw new MaxMindException("holds a record with too many fields");
            }

            var field = DataField.At(section, offset);
            left += field.Type switch { DataType.Map => 2L * field.Size, DataType.Array => field.Size, _ => 0 };
            offset = field.End;
        }

        return offset;
    }

    private bool IsText(ReadOnlySpan<byte> text) => header.Type == DataType.Text
        ? Content.SequenceEqual(text)
        : throw new MaxMindException("holds a map with a key that is no text");

    private ulong? Unsigned()
    {
        var number = 0ul;
        foreach (var value in Content)
        {
            if (number >> 56 != 0)
            {
                return null;
            }

            number = (number << 8) | value;
        }

        return number;
    }

    // Writers leave out leading zero bytes, so only four bytes can have a sign.
    private int Signed() => (int)(uint)Unsigned()!;
}
