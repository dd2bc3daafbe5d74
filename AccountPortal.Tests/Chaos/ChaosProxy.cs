using System.Diagnostics;

namespace AccountPortal.Tests.Chaos;

/// <summary>haproxy in front of the nodes, as docs/deploying.md has it, on a port of its own.</summary>
internal sealed class ChaosProxy : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private ChaosProxy(Process process, string folder, Uri address) => (this.process, this.folder, Address) = (process, folder, address);

    public Uri Address { get; }

    public static async Task<ChaosProxy> StartAsync(IReadOnlyList<ChaosNode> nodes)
    {
        var port = PostgresServer.FreePort();
        var folder = Directory.CreateTempSubdirectory("portal-haproxy-").FullName;
        var file = Path.Combine(folder, "haproxy.cfg");
        var sample = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "eng", "haproxy.cfg"));
        await File.WriteAllTextAsync(file, sample
            .Replace("bind :80", $"bind 127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace(Servers(sample), string.Join('\n', nodes.Select(node => $"    server node{node.Number} 127.0.0.1:{node.Port}")), StringComparison.Ordinal));
        var process = Process.Start(new ProcessStartInfo("haproxy", ["-db", "-q", "-f", file]))!;
        var proxy = new ChaosProxy(process, folder, new Uri($"http://127.0.0.1:{port}"));
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.IsTrueAsync("the proxy passes on", async () => await proxy.PassesAsync(http), TimeSpan.FromSeconds(20));
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string Servers(string sample) => string.Join('\n', sample.Split('\n').Where(line => line.StartsWith("    server ", StringComparison.Ordinal)));

    private async Task<bool> PassesAsync(HttpClient http)
    {
        Assert.False(process.HasExited, "haproxy ended.");
        try
        {
            using var answer = await http.GetAsync(new Uri(Address, "/health/live"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
