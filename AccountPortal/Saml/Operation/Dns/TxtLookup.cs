using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace AccountPortal.Saml.Operation.Dns;

/// <summary>
/// Looks TXT records up: by UDP from a port of its own for each question, with a number that nobody can guess, and by TCP where the answer does not fit. .NET
/// itself has no such look-up.
/// </summary>
public sealed class TxtLookup(IOptions<SamlSettings> settings)
{
    private const int Tries = 2;
    private const int MostServers = 3;

    /// <summary>Asks for the records at that name (lower-case ASCII). Never throws but for <paramref name="cancellationToken"/>.</summary>
    public async Task<TxtAnswer> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (!DnsMessage.IsName(name))
        {
            return new TxtAnswer.Failed("the name is longer than the DNS allows");
        }

        TxtAnswer last = new TxtAnswer.Failed("this machine has no DNS server set up");
        foreach (var server in DnsServers.Of(settings.Value.DnsServers).Take(MostServers))
        {
            for (var tries = 0; tries < Tries; tries++)
            {
                last = await TryAsync(server, name, cancellationToken);
                if (last is not TxtAnswer.Failed)
                {
                    return last;
                }
            }
        }

        return last;
    }

    private async Task<TxtAnswer> TryAsync(IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(settings.Value.DnsTimeout);
        try
        {
            return await AskAsync(server, name, timeout.Token) ?? await AskByTcpAsync(server, name, timeout.Token) ?? new TxtAnswer.Failed("the DNS server's answer makes no sense");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TxtAnswer.Failed("the DNS server did not answer in time");
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return new TxtAnswer.Failed("the DNS server can't be reached");
        }
    }

    // null: the answer did not fit.
    private static async Task<TxtAnswer?> AskAsync(IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        // A new socket has a new port; connected, it hears nobody but that server.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken);
        var id = NewId();
        await socket.SendAsync(DnsMessage.Question(id, name), cancellationToken);
        var buffer = new byte[DnsMessage.UdpLength + 1];
        while (true)
        {
            var length = await ReceiveAsync(socket, buffer, cancellationToken);
            // Somebody who guesses must not end the wait for the right one.
            if (length <= DnsMessage.UdpLength && DnsMessage.Read(buffer.AsSpan(0, length), id, name) is { } reply && reply != DnsReply.NotOurs)
            {
                return reply.IsTruncated ? null : reply.Answer;
            }
        }
    }

    private static async Task<int> ReceiveAsync(Socket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancellationToken);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.MessageSize)
        {
            // Windows says it so where a datagram is larger than the buffer.
            return buffer.Length;
        }
    }

    private static async Task<TxtAnswer?> AskByTcpAsync(IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server, cancellationToken);
        await using var stream = client.GetStream();
        var id = NewId();
        var question = DnsMessage.Question(id, name);
        await stream.WriteAsync((byte[])[(byte)(question.Length >> 8), (byte)question.Length, .. question], cancellationToken);
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, cancellationToken);
        var length = BinaryPrimitives.ReadUInt16BigEndian(head);
        if (length > DnsMessage.TcpLength)
        {
            return new TxtAnswer.Failed("the DNS server's answer is too large");
        }

        var message = new byte[length];
        await stream.ReadExactlyAsync(message, cancellationToken);
        return DnsMessage.Read(message, id, name).Answer;
    }

    private static ushort NewId() => (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
}
