namespace AccountPortal.Places;

/// <summary>The types of a data section, numbered as the format does.</summary>
internal enum DataType : byte
{
    None = 0,
    Pointer = 1,
    Text = 2,
    Double = 3,
    Bytes = 4,
    UInt16 = 5,
    UInt32 = 6,
    Map = 7,
    Int32 = 8,
    UInt64 = 9,
    UInt128 = 10,
    Array = 11,
    Boolean = 14,
    Float = 15,
}

/// <summary>
/// What a field's control bytes say (MaxMind DB 2.0, "Data Field Format"), checked against the section: its content, if it has any of its own,
/// lies within. <paramref name="Size"/> is the content's length in bytes, a map's pairs, an array's values, a boolean's value or, of a pointer,
/// the place that it points to.
/// </summary>
internal readonly record struct DataField(DataType Type, int Size, int Start)
{
    private const int Extended = 0;

    /// <summary>Where the next field begins; of a map or an array its first key or value.</summary>
    public int End => Start + (HasContent ? Size : 0);

    private bool HasContent => Type is not (DataType.Pointer or DataType.Map or DataType.Array or DataType.Boolean);

    /// <summary>Throws <see cref="MaxMindException"/> for what the format does not know and for what reaches beyond the section.</summary>
    public static DataField At(ReadOnlySpan<byte> section, int offset)
    {
        var control = Number(section, offset++, 1);
        var type = (DataType)(control >> 5);
        if (type == DataType.Pointer)
        {
            return PointerAt(section, offset, (int)control & 0x1F);
        }

        if ((int)type == Extended)
        {
            type = (DataType)Math.Min(7 + Number(section, offset++, 1), byte.MaxValue);
            Demand(type > DataType.Map);
        }

        var (first, more) = (control & 0x1F) switch { 29 => (29u, 1), 30 => (285u, 2), 31 => (65_821u, 3), var size => (size, 0) };
        var field = new DataField(type, (int)(first + Number(section, offset, more)), offset + more);
        Demand(field.Size <= Largest(type) && (!field.HasContent || field.Size <= section.Length - field.Start));
        Demand(field.Size >= Smallest(type));
        return field;
    }

    /// <summary>A big-endian number of up to four bytes.</summary>
    private static uint Number(ReadOnlySpan<byte> section, int offset, int bytes)
    {
        Demand(offset <= section.Length - bytes);
        var number = 0u;
        foreach (var value in section.Slice(offset, bytes))
        {
            number = (number << 8) | value;
        }

        return number;
    }

    private static DataField PointerAt(ReadOnlySpan<byte> section, int offset, int bits)
    {
        var bytes = (bits >> 3) + 1;
        var low = Number(section, offset, bytes);
        var high = (uint)(bits & 7);
        var target = bytes switch
        {
            1 => (high << 8) | low,
            2 => ((high << 16) | low) + 2048,
            3 => ((high << 24) | low) + 526_336,
            _ => low,
        };
        Demand(target < section.Length);
        return new DataField(DataType.Pointer, (int)target, offset + bytes);
    }

    private static int Largest(DataType type) => type switch
    {
        DataType.Text or DataType.Bytes or DataType.Map or DataType.Array => int.MaxValue,
        DataType.Boolean => 1,
        DataType.UInt16 => 2,
        DataType.UInt32 or DataType.Int32 or DataType.Float => 4,
        DataType.UInt64 or DataType.Double => 8,
        DataType.UInt128 => 16,
        // A cache container or an end marker is no value, and the rest is unknown.
        _ => -1,
    };

    private static int Smallest(DataType type) => type switch
    {
        DataType.Double => 8,
        DataType.Float => 4,
        _ => 0,
    };

    private static void Demand(bool isFine)
    {
        if (!isFine)
        {
            throw new MaxMindException("holds a value that is damaged");
        }
    }
}
