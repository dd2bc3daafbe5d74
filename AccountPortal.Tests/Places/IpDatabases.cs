using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;

namespace AccountPortal.Tests.Places;

/// <summary>
/// Real databases of countries and of networks, and the lists of ranges that they were made from. Where they are missing they are fetched as
/// <c>eng/test.sh</c> does it.
/// </summary>
internal static class IpDatabases
{
    private static readonly Lazy<string> Folder = new(() => Find("need_ip_databases", "ip-databases"));
    private static readonly Lazy<string> NetworksFolder = new(() => Find("need_network_database", "networks"));

    public static string Countries => Path.Combine(Folder.Value, "geo-whois-asn-country.mmdb");

    public static string CountriesIPv4 => Path.Combine(Folder.Value, "geo-whois-asn-country-ipv4.mmdb");

    public static string CountriesIPv6 => Path.Combine(Folder.Value, "geo-whois-asn-country-ipv6.mmdb");

    public static string Networks => Path.Combine(NetworksFolder.Value, "asn.mmdb");

    /// <summary>The ranges that have a country.</summary>
    public static IReadOnlyList<IpRange> CountryRanges(int ipVersion) => Ranges(Path.Combine(Folder.Value, Named($"geo-whois-asn-country-ipv{ipVersion}.csv")));

    /// <summary>The ranges that have a network: "15169 Google LLC".</summary>
    public static IReadOnlyList<IpRange> NetworkRanges(int ipVersion) =>
        [.. Ranges(Path.Combine(NetworksFolder.Value, Named($"asn-ipv{ipVersion}.csv"))).Select(range => range with { Answer = Network(range.Answer) })];

    /// <summary>In order and apart from each other. In the lists a few hundred overlap: there the later line counts.</summary>
    private static List<IpRange> Ranges(string list)
    {
        var ranges = new List<IpRange>();
        foreach (var line in File.ReadLines(list))
        {
            var fields = line.Split(',', 3);
            Lay(ranges, new IpRange(Number(fields[0]), Number(fields[1]), fields[2]));
        }

        return ranges;
    }

    private static string Named(FormattableString name) => FormattableString.Invariant(name);

    // 13335,"Cloudflare, Inc."
    private static string Network(string fields)
    {
        var comma = fields.IndexOf(',', StringComparison.Ordinal);
        var name = fields[(comma + 1)..];
        return $"{fields[..comma]} {(name.StartsWith('"') ? name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : name)}".TrimEnd(' ');
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

    private static string Find(string need, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"set -euo pipefail; source eng/install.sh; {need}"])
        {
            WorkingDirectory = SourceTree.Root,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"The databases that this test reads could not be fetched: {error}");
        // An earlier version's folder may be left.
        var versions = Directory.GetDirectories(Path.Combine(SourceTree.Root, ".portal", folder)).Where(version => !version.Contains("fetch.", StringComparison.Ordinal));
        return versions.MaxBy(Directory.GetLastWriteTimeUtc)!;
    }
}

internal readonly record struct IpRange(UInt128 First, UInt128 Last, string Answer);
