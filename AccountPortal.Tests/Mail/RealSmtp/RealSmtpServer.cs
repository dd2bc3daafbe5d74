using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace AccountPortal.Tests.Mail.RealSmtp;

/// <summary>
/// A server that is not ours, aiosmtpd, as a process of its own. It can go away and come back at the same port, with another certificate too.
/// </summary>
internal sealed class RealSmtpServer : IAsyncDisposable
{
    public const string User = "portal";
    public const string Password = "päss word";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // The same, in the same order, as has_aiosmtpd in eng/install.sh.
    private static readonly string[] Pythons = ["/usr/bin/python3", "python3"];
    private static readonly Lazy<string> Python = new(Find);

    // Bound and never listening: while the server is away its port is nobody else's, and connections are refused.
    private readonly Socket reservation = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentQueue<JsonElement> events = new();
    private readonly ConcurrentQueue<ReadMail> mails = new();
    private Process? process;
    private Task reading = Task.CompletedTask;
    private Task<string> errors = Task.FromResult("");

    private RealSmtpServer()
    {
        reservation.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        reservation.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    /// <summary>All that it took, over its absences too.</summary>
    public IReadOnlyList<ReadMail> Mails => [.. mails];

    /// <summary>The lines that it heard from clients since it came back last, encrypted or not.</summary>
    public IReadOnlyList<string> Heard => Lines(Events("heard"));

    /// <summary>Those of them that anybody on the way could read.</summary>
    public IReadOnlyList<string> HeardInTheClear => Lines(Events("heard").Where(heard => !heard.GetProperty("encrypted").GetBoolean()));

    /// <summary>Whether it has come to say nothing, as it was told to.</summary>
    public bool IsSilent => Events("silent").Any();

    private int Port => ((IPEndPoint)reservation.LocalEndPoint!).Port;

    /// <summary>Has its port, and refuses connections until <see cref="StartAsync"/>.</summary>
    public static RealSmtpServer Away() => new();

    /// <summary>Comes (back), offers STARTTLS where it has a certificate and insists on it; with a <paramref name="password"/> it insists on that too.</summary>
    public async Task StartAsync(SmtpIdentity? identity = null, string? password = null)
    {
        await StopAsync();
        var settings = JsonSerializer.Serialize(new
        {
            port = Port,
            certificate = identity?.Certificate,
            key = identity?.Key,
            user = password is null ? null : User,
            password,
        });
        var start = new ProcessStartInfo(Python.Value, [Path.Combine(SourceTree.Root, "AccountPortal.Tests/Mail/RealSmtp/smtp_server.py"), settings])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        events.Clear();
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
        reading = ReadAsync(process.StandardOutput);
        await SaysAsync("listening");
    }

    /// <summary>Goes away. Connections that hang end with it.</summary>
    public async Task StopAsync()
    {
        if (process is null)
        {
            return;
        }

        process.StandardInput.Close();
        using var bound = new CancellationTokenSource(Bound);
        try
        {
            await process.WaitForExitAsync(bound.Token);
            await reading;
        }
        finally
        {
            process.Kill();
            process.Dispose();
            process = null;
        }
    }

    /// <summary>From now on it answers that verb so, or with <see cref="SmtpServer.Silence"/>; without a verb as usual.</summary>
    public async Task AnswerAsync(string? verb = null, string reply = SmtpServer.Silence)
    {
        var told = Events("told").Count();
        await process!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(verb is null ? [] : new Dictionary<string, string> { [verb] = reply }));
        await process.StandardInput.FlushAsync();
        await SaysAsync("told", told + 1);
    }

    /// <summary>The settings that lead here.</summary>
    public Dictionary<string, string?> Settings(bool startTls = false, string timeout = "00:01:00", string? password = null) => new()
    {
        ["Mail:Smtp:Host"] = "127.0.0.1",
        ["Mail:Smtp:Port"] = $"{Port}",
        ["Mail:Smtp:StartTls"] = startTls ? "true" : "false",
        ["Mail:Smtp:Timeout"] = timeout,
        ["Mail:Smtp:User"] = password is null ? "" : User,
        ["Mail:Smtp:Password"] = password ?? "",
        ["Mail:From"] = "Zoë's Accounts <accounts@portal.example>",
    };

    /// <summary>Waits for the mail to that address; fails if it came twice.</summary>
    public Task<ReadMail> MailToAsync(string address) =>
        Eventually.GetAsync($"aiosmtpd takes a mail to {address}", () => Task.FromResult(Mails.SingleOrDefault(mail => mail.RcptTo == address)), Bound);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        reservation.Dispose();
    }

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            var said = JsonDocument.Parse(line).RootElement;
            if (said.GetProperty("event").GetString() == "mail")
            {
                mails.Enqueue(said.Deserialize<ReadMail>(JsonSerializerOptions.Web)!);
            }
            else
            {
                events.Enqueue(said);
            }
        }
    }

    private IEnumerable<JsonElement> Events(string name) => events.Where(said => said.GetProperty("event").GetString() == name);

    private Task SaysAsync(string name, int times = 1) => Eventually.IsTrueAsync(
        $"aiosmtpd says \"{name}\"",
        async () =>
        {
            Assert.False(process!.HasExited, process.HasExited ? $"aiosmtpd ended: {await errors}" : null);
            return Events(name).Count() >= times;
        },
        Bound);

    private static string[] Lines(IEnumerable<JsonElement> heard) =>
        string.Concat(heard.Select(part => part.GetProperty("text").GetString())).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    private static string Find() => Pythons.FirstOrDefault(HasAiosmtpd)
        ?? throw new InvalidOperationException("aiosmtpd for Python 3 is missing: eng/test.sh installs it (Debian and Ubuntu: apt-get install python3-aiosmtpd).");

    private static bool HasAiosmtpd(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import aiosmtpd"]) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No such interpreter.
            return false;
        }
    }
}
