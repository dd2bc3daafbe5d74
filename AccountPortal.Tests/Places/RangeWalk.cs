using System.Buffers.Binary;
using System.Net;

namespace AccountPortal.Tests.Places;

/// <summary>Asks for the first and the last address of every range, and for those of every gap between them.</summary>
internal sealed class RangeWalk(int ipVersion, Func<IPAddress, string?> ask)
{
    public int Gaps { get; private set; }

    /// <summary>Where the answer is another than the list's.</summary>
    public List<string> Wrong { get; } = [];

    public void Go(IReadOnlyList<IpRange> ranges)
    {
        var end = UInt128.Zero;
        foreach (var range in ranges)
        {
            Expect(range.First, range.Answer);
            Expect(range.Last, range.Answer);
            if (range.First > end)
            {
                Gaps++;
                Expect(end, null);
                Expect(range.First - 1, null);
            }

            end = range.Last + 1;
        }
    }

    public static IPAddress Address(UInt128 number, int ipVersion)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(ipVersion == 4 ? bytes.AsSpan(12) : bytes);
    }

    private void Expect(UInt128 number, string? answer)
    {
        var address = Address(number, ipVersion);
        if (ask(address) is var got && got != answer)
        {
            Wrong.Add($"{address} is in {got ?? "nothing"}, not {answer ?? "nothing"}");
        }
    }
}
