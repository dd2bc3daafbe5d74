using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AccountPortal.Tests.Mail;

/// <summary>
/// An SMTP server within the tests. <see cref="Script"/> may answer any command in another way: with a reply line, with <see cref="Silence"/>
/// (and then it says nothing ever again), or <c>null</c> for the usual. A command is its line; "CONNECT" is the greeting, "." the end of the data.
/// </summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    public const string Silence = "";
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<ReceivedMail> mails = new();
    private readonly ConcurrentQueue<string> commands = new();
    private Task accepting = Task.CompletedTask;
    private int open;

    private SmtpServer() => socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Port => ((IPEndPoint)socket.LocalEndPoint!).Port;

    public Func<string, string?> Script { get; set; } = _ => null;

    /// <summary>Offers STARTTLS with it.</summary>
    public X509Certificate2? Certificate { get; init; }

    public IReadOnlyList<ReceivedMail> Mails => [.. mails];

    /// <summary>All that any client said, in order, without the data.</summary>
    public IReadOnlyList<string> Commands => [.. commands];

    public int OpenConnections => Volatile.Read(ref open);

    /// <summary>Has its port, and refuses connections until <see cref="Listen"/>.</summary>
    public static SmtpServer Away(X509Certificate2? certificate = null) => new() { Certificate = certificate };

    public static SmtpServer Start(Func<string, string?>? script = null, X509Certificate2? certificate = null)
    {
        var server = new SmtpServer { Script = script ?? (_ => null), Certificate = certificate };
        server.Listen();
        return server;
    }

    public void Listen()
    {
        socket.Listen(100);
        accepting = AcceptAsync();
    }

    /// <summary>The settings that lead here.</summary>
    public Dictionary<string, string?> Settings(bool startTls = false, string timeout = "00:00:30", Dictionary<string, string?>? more = null) => new(more ?? [])
    {
        ["Mail:Smtp:Host"] = "127.0.0.1",
        ["Mail:Smtp:Port"] = $"{Port}",
        ["Mail:Smtp:StartTls"] = startTls ? "true" : "false",
        ["Mail:Smtp:Timeout"] = timeout,
    };

    /// <summary>Waits for the mail to that address; fails if it came twice.</summary>
    public Task<ReceivedMail> MailToAsync(string address) =>
        Eventually.GetAsync($"a mail by SMTP to {address}", () => Task.FromResult(Mails.SingleOrDefault(mail => mail.To == address)));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        socket.Dispose();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                conversations.Add(ConverseAsync(await socket.AcceptAsync(stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task ConverseAsync(Socket client)
    {
        Interlocked.Increment(ref open);
        var line = new SmtpLine(new NetworkStream(client, ownsSocket: true), stop.Token);
        try
        {
            await new Conversation(this, line).RunAsync();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
        {
            // The client went away, or the test is over.
        }
        finally
        {
            await line.Stream.DisposeAsync();
            Interlocked.Decrement(ref open);
        }
    }

    private sealed class Conversation(SmtpServer server, SmtpLine line)
    {
        private bool encrypted;
        private string? user;
        private string? password;
        private string from = "";
        private string to = "";

        public async Task RunAsync()
        {
            await AnswerAsync("CONNECT", "220 tests ESMTP");
            while (await line.ReadAsync() is { } command && !command.StartsWith("QUIT", StringComparison.Ordinal))
            {
                await HandleAsync(command);
            }
        }

        private async Task HandleAsync(string command)
        {
            switch (command.Split(' ', ':')[0])
            {
                case "EHLO":
                    var tls = server.Certificate is null || encrypted ? "" : "250-STARTTLS\r\n";
                    await AnswerAsync(command, $"250-tests\r\n{tls}250-AUTH LOGIN\r\n250 8BITMIME");
                    break;
                case "STARTTLS" when await AnswerAsync(command, "220 go on"):
                    var stream = new SslStream(line.Stream);
                    await stream.AuthenticateAsServerAsync(server.Certificate!);
                    (line.Stream, encrypted) = (stream, true);
                    break;
                case "AUTH":
                    user = Text(command.Split(' ')[2]);
                    await line.WriteAsync("334 UGFzc3dvcmQ6");
                    password = Text(await line.ReadAsync() ?? "");
                    await AnswerAsync(command, "235 welcome");
                    break;
                case "MAIL":
                    from = Address(command);
                    await AnswerAsync(command, "250 OK");
                    break;
                case "RCPT":
                    to = Address(command);
                    await AnswerAsync(command, "250 OK");
                    break;
                case "DATA" when await AnswerAsync(command, "354 go on"):
                    var raw = await line.ReadDataAsync();
                    if (await AnswerAsync(".", "250 taken"))
                    {
                        server.mails.Enqueue(new ReceivedMail(from, to, raw, encrypted, user, password));
                    }

                    break;
                default:
                    break;
            }
        }

        /// <summary>Whether the answer is the usual one.</summary>
        private async Task<bool> AnswerAsync(string command, string usual)
        {
            server.commands.Enqueue(command);
            var reply = server.Script(command);
            if (reply == Silence)
            {
                // Until the client hangs up.
                while (await line.ReadAsync() is not null)
                {
                }

                throw new IOException("gone");
            }

            await line.WriteAsync(reply ?? usual);
            return reply is null;
        }

        private static string Address(string command) => command[(command.IndexOf('<', StringComparison.Ordinal) + 1)..command.IndexOf('>', StringComparison.Ordinal)];

        private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
    }
}
