using System.Buffers.Binary;
using System.Text;

namespace AccountPortal.Saml.Operation.Dns;

/// <summary>What a message of a DNS server came to.</summary>
/// <param name="Answer"><c>null</c> where it is no answer to this question: somebody else's, or made up.</param>
/// <param name="IsTruncated">It did not fit: ask again by TCP.</param>
internal sealed record DnsReply(TxtAnswer? Answer, bool IsTruncated = false)
{
    public static readonly DnsReply NotOurs = new((TxtAnswer?)null);
}

/// <summary>
/// Questions for TXT records and the answers to them (RFC 1035, 4). Anybody may have written an answer: each offset is checked, names are followed backwards
/// only, and what does not repeat the question's number and name counts as nothing.
/// </summary>
internal static class DnsMessage
{
    /// <summary>The most that an answer by UDP holds: nobody was told that we take more (RFC 1035, 4.2.1).</summary>
    public const int UdpLength = 512;

    /// <summary>Enough for many records; more is not for us.</summary>
    public const int TcpLength = 16 * 1024;

    private const int HeaderLength = 12;
    private const int LongestName = 253;
    private const int LongestLabel = 63;
    private const int MostRecords = 64;
    private const int MostAliases = 8;
    private const ushort Txt = 16;
    private const ushort Cname = 5;
    private const ushort Internet = 1;

    /// <summary>The question for that name (lower-case ASCII).</summary>
    public static byte[] Question(ushort id, string name)
    {
        var bytes = new List<byte>(HeaderLength + name.Length + 6);
        Add(bytes, id);
        // Recursion is desired; one question.
        Add(bytes, 0x0100);
        Add(bytes, 1);
        bytes.AddRange([0, 0, 0, 0, 0, 0]);
        foreach (var label in name.Split('.'))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.Add(0);
        Add(bytes, Txt);
        Add(bytes, Internet);
        return [.. bytes];
    }

    /// <summary>Whether that can be asked for at all.</summary>
    public static bool IsName(string name) => name.Length <= LongestName && name.Split('.').All(label => label.Length is > 0 and <= LongestLabel);

    /// <summary>Reads what came. Never throws.</summary>
    public static DnsReply Read(ReadOnlySpan<byte> message, ushort id, string name)
    {
        try
        {
            return ReadReply(message, id, name);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException or FormatException)
        {
            // Cut off in the middle, or a name that leads in circles.
            return DnsReply.NotOurs;
        }
    }

    private static DnsReply ReadReply(ReadOnlySpan<byte> message, ushort id, string name)
    {
        var flags = Number(message, 2);
        var (isAnswer, isTruncated, isRecursive, isAuthority, code) = ((flags & 0x8000) != 0, (flags & 0x0200) != 0, (flags & 0x0080) != 0, (flags & 0x0400) != 0, flags & 0xF);
        if (!isAnswer || Number(message, 0) != id || (flags & 0x7800) != 0 || Number(message, 4) != 1)
        {
            return DnsReply.NotOurs;
        }

        var at = HeaderLength;
        if (Name(message, ref at) != name || Number(message, at) != Txt || Number(message, at + 2) != Internet)
        {
            return DnsReply.NotOurs;
        }

        at += 4;
        return code switch
        {
            _ when isTruncated => new(null, IsTruncated: true),
            0 => Records(message, at, name) is { Count: > 0 } texts ? new(new TxtAnswer.Found(texts))
                // A server that neither knows nor asks others has said nothing.
                : isRecursive || isAuthority ? new(new TxtAnswer.Missing())
                : new(new TxtAnswer.Failed("the DNS server does not ask other servers")),
            3 => new(new TxtAnswer.Missing()),
            2 => new(new TxtAnswer.Failed("the DNS server could not find out (SERVFAIL)")),
            5 => new(new TxtAnswer.Failed("the DNS server refused to answer (REFUSED)")),
            _ => new(new TxtAnswer.Failed($"the DNS server answered with the error {code}")),
        };
    }

    // The name's own records, or those of the name that it is another name for: its owner decides that, too.
    private static List<string> Records(ReadOnlySpan<byte> message, int at, string name)
    {
        var (texts, aliases) = (new List<(string Owner, string Text)>(), new Dictionary<string, string>());
        var count = Math.Min((int)Number(message, 6), MostRecords);
        for (var record = 0; record < count; record++)
        {
            var owner = Name(message, ref at);
            var (type, kind, length) = (Number(message, at), Number(message, at + 2), Number(message, at + 8));
            at += 10;
            var data = message.Slice(at, length);
            var dataAt = at;
            at += length;
            if (kind == Internet && type == Txt)
            {
                texts.Add((owner, Text(data)));
            }
            else if (kind == Internet && type == Cname)
            {
                aliases.TryAdd(owner, Name(message, ref dataAt));
            }
        }

        for (var step = 0; step < MostAliases && aliases.TryGetValue(name, out var target); step++)
        {
            name = target;
        }

        return [.. texts.Where(text => text.Owner == name).Select(text => text.Text)];
    }

    // A record's strings are one text (RFC 7208, 3.3).
    private static string Text(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        while (data.Length > 0)
        {
            text.Append(Encoding.Latin1.GetString(data.Slice(1, data[0])));
            data = data[(1 + data[0])..];
        }

        return text.ToString();
    }

    private static string Name(ReadOnlySpan<byte> message, ref int at)
    {
        var name = new StringBuilder();
        var (end, bound) = (-1, at);
        for (var position = at; ;)
        {
            int length = message[position];
            if ((length & 0xC0) == 0xC0)
            {
                var target = Number(message, position) & 0x3FFF;
                end = end < 0 ? position + 2 : end;
                // Only back, so that it comes to an end.
                bound = target < bound ? target : throw new FormatException("A name leads in circles.");
                position = target;
                continue;
            }

            if (length == 0)
            {
                at = end < 0 ? position + 1 : end;
                return name.ToString();
            }

            // A dot within a label would make two names one.
            if (length > LongestLabel || name.Length + length > LongestName || message.Slice(position + 1, length).Contains((byte)'.'))
            {
                throw new FormatException("This is no name of a host.");
            }

            name.Append(name.Length > 0 ? "." : "").Append(Encoding.Latin1.GetString(message.Slice(position + 1, length)).ToLowerInvariant());
            position += 1 + length;
        }
    }

    private static ushort Number(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message.Slice(at, 2));

    private static void Add(List<byte> bytes, ushort number) => bytes.AddRange([(byte)(number >> 8), (byte)number]);
}
