using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AccountPortal.Tests.Saml.Operation;

/// <summary>
/// A DNS server within the tests, by UDP and by TCP on one port of loopback. It answers TXT questions with what is in <see cref="Records"/>; <see cref="Script"/> may
/// answer any question in another way: with these datagrams, in this order (none: silence).
/// </summary>
internal sealed class TestDns : IAsyncDisposable
{
    private readonly Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stop = new();
    private readonly Task[] serving;
    private int questions;

    private TestDns()
    {
        tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        tcp.Listen(10);
        udp.Bind(tcp.LocalEndPoint!);
        serving = [ServeUdpAsync(), ServeTcpAsync()];
    }

    public string Address => tcp.LocalEndPoint!.ToString()!;

    public ConcurrentDictionary<string, string[]> Records { get; } = new();

    public Func<byte[], byte[][]>? Script { get; set; }

    /// <summary>What is said by TCP, where that is another thing.</summary>
    public Func<byte[], byte[]>? TcpScript { get; set; }

    public int Questions => Volatile.Read(ref questions);

    public Dictionary<string, string?> Settings => new() { ["Saml:DnsServers"] = Address };

    public static TestDns Start() => new();

    /// <summary>An answer to that question with these records, each of these strings.</summary>
    public static byte[] Answer(byte[] question, params string[] texts) => Message(question, 0x8180, [.. texts.Select(text => Record([0xC0, 12], 16, Strings(text)))]);

    /// <summary>An answer without records: 3 for "no such name", 2 for "could not find out".</summary>
    public static byte[] Error(byte[] question, int code) => Message(question, (ushort)(0x8180 | code));

    public static byte[] Message(byte[] question, ushort flags, params byte[][] records)
    {
        byte[] message = [.. question, .. records.SelectMany(record => record)];
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), flags);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)records.Length);
        return message;
    }

    public static byte[] Record(byte[] owner, ushort type, byte[] data) => [.. owner, (byte)(type >> 8), (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data];

    public static byte[] Name(string name) => [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    public static byte[] Strings(string text) => [.. text.Chunk(255).SelectMany(part => (byte[])[(byte)part.Length, .. Encoding.ASCII.GetBytes(part)])];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        udp.Dispose();
        tcp.Dispose();
        await Task.WhenAll(serving);
        stop.Dispose();
    }

    private static string Asked(byte[] question)
    {
        var (labels, at) = (new List<string>(), 12);
        for (; question[at] != 0; at += question[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(question, at + 1, question[at]));
        }

        return string.Join('.', labels);
    }

    private byte[] Usual(byte[] question) => Records.TryGetValue(Asked(question), out var texts) ? Answer(question, texts) : Error(question, 3);

    private async Task ServeUdpAsync()
    {
        var buffer = new byte[600];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var received = await udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), stop.Token);
                var question = buffer[..received.ReceivedBytes];
                Interlocked.Increment(ref questions);
                foreach (var answer in Script?.Invoke(question) ?? [Usual(question)])
                {
                    await udp.SendToAsync(answer, received.RemoteEndPoint, stop.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Stopped, or the asker is gone: the next question is another's.
            }
        }
    }

    private async Task ServeTcpAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await tcp.AcceptAsync(stop.Token);
                await using var stream = new NetworkStream(client);
                var head = new byte[2];
                await stream.ReadExactlyAsync(head, stop.Token);
                var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
                await stream.ReadExactlyAsync(question, stop.Token);
                var answer = TcpScript?.Invoke(question) ?? Usual(question);
                await stream.WriteAsync((byte[])[(byte)(answer.Length >> 8), (byte)answer.Length, .. answer], stop.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException or IOException)
            {
                // As above.
            }
        }
    }
}
