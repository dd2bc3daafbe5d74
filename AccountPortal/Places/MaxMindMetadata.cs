namespace AccountPortal.Places;

/// <summary>What a MaxMind DB says of itself at its end.</summary>
public sealed record MaxMindMetadata(uint NodeCount, int RecordSize, int IPVersion, string DatabaseType, DateTimeOffset? BuiltAt)
{
    private const int MostBytes = 128 * 1024;

    private static readonly byte[] Marker = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];

    /// <summary>Reads it, and says where the sections before it end. Throws <see cref="MaxMindException"/>.</summary>
    internal static MaxMindMetadata Read(ReadOnlySpan<byte> file, out int start)
    {
        var earliest = Math.Max(0, file.Length - MostBytes);
        var found = file[earliest..].LastIndexOf(Marker);
        Demand(found >= 0, "is no MaxMind DB, or is cut off: it has no metadata at its end");
        start = earliest + found;
        var section = file[(start + Marker.Length)..];
        MaxMindValue.CheckWhole(section);
        var map = MaxMindValue.At(section, 0);
        var (nodes, size, version) = (map["node_count"u8].Whole, map["record_size"u8].Whole, map["ip_version"u8].Whole);
        Demand(map["binary_format_major_version"u8].Whole == 2, "is of another version of the format than 2");
        Demand(nodes <= uint.MaxValue, "does not say how many nodes it has");
        Demand(size is 24 or 28 or 32, "has records of another size than 24, 28 or 32 bits");
        Demand(version is 4 or 6, "is for neither IPv4 nor IPv6");
        return new MaxMindMetadata((uint)nodes!, (int)size!, (int)version!, map["database_type"u8].Text ?? "", Instant(map["build_epoch"u8].Whole));
    }

    private static DateTimeOffset? Instant(ulong? seconds) =>
        seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    private static void Demand(bool isFine, string otherwise)
    {
        if (!isFine)
        {
            throw new MaxMindException(otherwise);
        }
    }
}
