using System.Diagnostics;
using AccountPortal.Data.Embedded;

namespace AccountPortal.Tests.Chaos;

/// <summary>haproxy or nginx in front of the nodes, by the sample that operators get (eng/haproxy.cfg, eng/nginx.conf), on a port of its own.</summary>
internal sealed class ChaosProxy : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private ChaosProxy(Process process, string folder, Uri address) => (this.process, this.folder, Address) = (process, folder, address);

    public Uri Address { get; }

    public static async Task<ChaosProxy> StartAsync(string name, IReadOnlyList<ChaosNode> nodes)
    {
        var port = PostgresServer.FreePort();
        var folder = Directory.CreateTempSubdirectory("portal-proxy-").FullName;
        // nginx's workers are somebody else, who keeps long answers in files here.
        PrivateFolder.Create(folder, passThrough: true);
        var proxy = new ChaosProxy(name == "nginx" ? await NginxAsync(folder, port, nodes) : await HaproxyAsync(folder, port, nodes), folder, new Uri($"http://127.0.0.1:{port}"));
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.IsTrueAsync("the proxy passes on", async () => await proxy.PassesAsync(http), TimeSpan.FromSeconds(20));
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<Process> HaproxyAsync(string folder, int port, IReadOnlyList<ChaosNode> nodes)
    {
        var file = await WriteAsync(folder, "haproxy.cfg", "    server ", "bind :80", $"bind 127.0.0.1:{port}", nodes.Select(node => $"    server node{node.Number} 127.0.0.1:{node.Port}"));
        return Process.Start(new ProcessStartInfo("haproxy", ["-db", "-q", "-f", file]))!;
    }

    private static async Task<Process> NginxAsync(string folder, int port, IReadOnlyList<ChaosNode> nodes)
    {
        var file = await WriteAsync(folder, "nginx.conf", "        server 10.", "listen 80;", $"listen 127.0.0.1:{port};", nodes.Select(node => $"        server 127.0.0.1:{node.Port} max_fails=1 fail_timeout=2s;"));
        return Process.Start(new ProcessStartInfo("nginx", ["-p", folder, "-e", Path.Combine(folder, "errors"), "-c", file, "-g", $"daemon off; pid {folder}/pid;"]))!;
    }

    // The sample, with these nodes and this port in it.
    private static async Task<string> WriteAsync(string folder, string name, string server, string listen, string here, IEnumerable<string> servers)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(SourceTree.Root, "eng", name));
        var first = Array.FindIndex(lines, line => line.StartsWith(server, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(listen, StringComparison.Ordinal));
        var file = Path.Combine(folder, name);
        await File.WriteAllLinesAsync(file, lines
            .SelectMany((line, number) => number == first ? servers : line.StartsWith(server, StringComparison.Ordinal) ? [] : [line.Replace(listen, here, StringComparison.Ordinal).Replace("/var/log/nginx/", folder + "/", StringComparison.Ordinal)]));
        return file;
    }

    private async Task<bool> PassesAsync(HttpClient http)
    {
        Assert.False(process.HasExited, "The proxy ended.");
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
