using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace AccountPortal.Tests.Places;

/// <summary>
/// A real database of countries, and the list of ranges that it was made from. Where they are missing they are fetched as <c>eng/test.sh</c>
/// does it.
/// </summary>
internal static class IpDatabases
{
    private static readonly Lazy<string> Folder = new(Find);

    public static string Countries => Path.Combine(Folder.Value, "geo-whois-asn-country.mmdb");

    public static string CountriesIPv4 => Path.Combine(Folder.Value, "geo-whois-asn-country-ipv4.mmdb");

    public static string CountriesIPv6 => Path.Combine(Folder.Value, "geo-whois-asn-country-ipv6.mmdb");

    /// <summary>
    /// The ranges that have a country, in order and apart from each other. In the list a few hundred overlap: there the later line counts.
    /// </summary>
    public static IReadOnlyList<IpRange> Ranges(int ipVersion)
    {
        var ranges = new List<IpRange>();
        foreach (var line in File.ReadLines(Path.Combine(Folder.Value, string.Create(CultureInfo.InvariantCulture, $"geo-whois-asn-country-ipv{ipVersion}.csv"))))
        {
            var fields = line.Split(',');
            Lay(ranges, new IpRange(Number(fields[0]), Number(fields[1]), fields[2]));
        }

        return ranges;
    }

    // The list is sorted well enough for what is covered to be near its end.
    private static void Lay(List<IpRange> ranges, IpRange top)
    {
        var after = new Stack<IpRange>();
        while (ranges.Count > 0 && ranges[^1] is var under && under.Last >= top.First)
        {
            ranges.RemoveAt(ranges.Count - 1);
            if (under.Last > top.Last)
            {
                after.Push(under with { First = UInt128.Max(under.First, top.Last + 1) });
            }

            if (under.First < top.First)
            {
                ranges.Add(under with { Last = top.First - 1 });
            }
        }

        ranges.Add(top);
        ranges.AddRange(after);
    }

    private static UInt128 Number(string address)
    {
        Span<byte> bytes = stackalloc byte[16];
        IPAddress.Parse(address).TryWriteBytes(bytes, out var length);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes) >> (8 * (16 - length));
    }

    private static string Find()
    {
        var start = new ProcessStartInfo("bash", ["-c", "set -euo pipefail; source eng/install.sh; need_ip_databases"])
        {
            WorkingDirectory = SourceTree.Root,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"The databases that this test reads could not be fetched: {error}");
        return Directory.GetDirectories(Path.Combine(SourceTree.Root, ".portal", "ip-databases")).Single(folder => !folder.Contains("fetch.", StringComparison.Ordinal));
    }
}

internal readonly record struct IpRange(UInt128 First, UInt128 Last, string Country);
