using System.Diagnostics;
using System.Text;

namespace AccountPortal.Tests.Chaos;

/// <summary>One process of the portal on a port of its own, which keeps its port over restarts, so that a proxy finds it again.</summary>
internal sealed class ChaosNode(int number, int port, Dictionary<string, string?> settings) : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);
    private readonly StringBuilder output = new();
    private Process? process;

    public int Number => number;

    public int Port => port;

    public Uri Address => new($"http://127.0.0.1:{port}");

    /// <summary>What it wrote so far, over all its lives.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Starts it, with more in its environment if that is wanted, and waits until it takes requests.</summary>
    public async Task StartAsync(Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "AccountPortal.dll")])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        foreach (var (key, value) in environment ?? [])
        {
            start.Environment[key] = value;
        }

        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.IsTrueAsync($"node {number} serves", async () => await IsServingAsync(http), Bound);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        Assert.False(process!.HasExited, $"Node {number} had ended by itself: {Output}");
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Tells it to stop, as an upgrade does (SIGTERM).</summary>
    public Task TellToStopAsync() => Signals.SendAsync("TERM", $"{process!.Id}");

    /// <summary>Tells it to stop, and waits until it is gone.</summary>
    public async Task StopAsync()
    {
        await TellToStopAsync();
        using var bound = new CancellationTokenSource(Bound);
        await process!.WaitForExitAsync(bound.Token);
        Assert.Equal(0, process.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process?.Dispose();
    }

    private void Write(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }

    private async Task<bool> IsServingAsync(HttpClient http)
    {
        Assert.False(process!.HasExited, $"Node {number} ended: {Output}");
        try
        {
            using var answer = await http.GetAsync(new Uri(Address, "/health/serving"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
