using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccountPortal.Data.Embedded;
using AccountPortal.Sessions;
using AccountPortal.Sessions.Cache;
using AccountPortal.Tests.Chaos;
using AccountPortal.Tests.Sessions.Cache;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AccountPortal.Tests.Gateway;

/// <summary>A gateway by the sample that operators get (docs/samples), in front of the portal and of a small app that says back what reached it.</summary>
public abstract class GatewayStage(string sample) : IAsyncLifetime
{
    public const string Accounts = "https://accounts.example.com";
    public const string App = "https://app.example.com";

    private readonly int port = PostgresServer.FreePort();
    private readonly SessionReads reads = new();
    private string? folder;
    private string certificateHash = "";
    private WebApplication? app;
    private Process? gateway;

    public PortalApp Portal { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Portal = await PortalApp.StartAsync(
            new() { ["PublicUrl"] = Accounts, ["Sessions:CookieDomain"] = ".example.com", ["Gateway:Hosts"] = "app.example.com" },
            services: services => services.AddSingleton<SessionRows>(provider => new SeenSessionRows(provider.GetRequiredService<NpgsqlDataSource>(), reads)));
        app = await StartAppAsync();
        folder = Directory.CreateTempSubdirectory("portal-gateway-").FullName;
        PrivateFolder.Create(folder, passThrough: true);
        certificateHash = WriteCertificate(folder);
        foreach (var file in Directory.GetFiles(Path.Combine(SourceTree.Root, "docs", "samples", sample)))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, Path.GetFileName(file)), Placed(await File.ReadAllTextAsync(file)));
        }

        gateway = Process.Start(Command(folder))!;
        await Eventually.IsTrueAsync("the gateway passes on", PassesAsync);
    }

    /// <summary>A browser that finds both hosts at the gateway.</summary>
    internal AppVisitor NewVisitor() => new(port, certificateHash);

    /// <summary>The portal remembers no session, and the database is away when it reads the next one.</summary>
    public void LoseNextRead()
    {
        reads.Then = () => throw new NpgsqlException("Exception while reading from stream", new EndOfStreamException());
        Portal.Services.GetRequiredService<SessionCache>().Clear();
    }

    /// <summary>What the gateway wrote into its log files so far.</summary>
    public string Logs() => string.Concat(Directory.GetFiles(folder!, "*.log").Select(File.ReadAllText));

    public async Task DisposeAsync()
    {
        if (gateway is { HasExited: false })
        {
            gateway.Kill(entireProcessTree: true);
            await gateway.WaitForExitAsync();
        }

        gateway?.Dispose();
        await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Portal.DisposeAsync();
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private protected abstract ProcessStartInfo Command(string folder);

    // What the sample says that only a test has otherwise.
    private protected abstract string Placed(string text, int port, string folder);

    private static async Task<WebApplication> StartAppAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsJsonAsync(new AppSaw(
            context.Request.Method, context.Request.Path + context.Request.QueryString, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()))));
        await app.StartAsync();
        return app;
    }

    // A development certificate for both names.
    private static string WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=example.com", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(Path.Combine(folder, "example.com.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "example.com.key"), key.ExportPkcs8PrivateKeyPem());
        return certificate.GetCertHashString();
    }

    // The sample, with these ports and folders in it.
    private string Placed(string text) => Placed(text, port, folder!)
        .Replace("127.0.0.1:5080", Portal.Address.Authority, StringComparison.Ordinal)
        .Replace("127.0.0.1:8080", new Uri(app!.Urls.First()).Authority, StringComparison.Ordinal)
        .Replace("/etc/ssl/", folder + "/", StringComparison.Ordinal);

    private async Task<bool> PassesAsync()
    {
        Assert.False(gateway!.HasExited, "The gateway ended.");
        try
        {
            using var visitor = NewVisitor();
            await visitor.GoAsync($"{Accounts}/health/live");
            return visitor.Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

/// <summary>What reached the app.</summary>
internal sealed record AppSaw(string Method, string Path, Dictionary<string, string> Headers)
{
    public string? this[string header] => Headers.FirstOrDefault(each => each.Key.Equals(header, StringComparison.OrdinalIgnoreCase)).Value;
}

public sealed class NginxStage() : GatewayStage("nginx")
{
    private protected override ProcessStartInfo Command(string folder) =>
        new("nginx", ["-p", folder, "-e", Path.Combine(folder, "errors"), "-c", Path.Combine(folder, "nginx.conf"), "-g", $"daemon off; pid {folder}/pid;"]);

    private protected override string Placed(string text, int port, string folder) => text
        .Replace("/var/log/nginx/", folder + "/", StringComparison.Ordinal)
        .Replace("listen 443 ssl;", $"listen 127.0.0.1:{port} ssl;", StringComparison.Ordinal)
        .Replace("events {}", "events {}\nerror_log errors;", StringComparison.Ordinal)
        .Replace("http {", $"http {{\n    access_log other.log;\n    client_body_temp_path {folder}/body;\n    proxy_temp_path {folder}/proxy;\n    fastcgi_temp_path {folder}/fastcgi;\n    uwsgi_temp_path {folder}/uwsgi;\n    scgi_temp_path {folder}/scgi;", StringComparison.Ordinal);
}

public sealed class CaddyStage() : GatewayStage("caddy")
{
    private protected override ProcessStartInfo Command(string folder)
    {
        var start = new ProcessStartInfo("caddy", ["run", "--config", Path.Combine(folder, "Caddyfile"), "--adapter", "caddyfile"]) { RedirectStandardError = true };
        (start.Environment["HOME"], start.Environment["XDG_DATA_HOME"], start.Environment["XDG_CONFIG_HOME"]) = (folder, folder, folder);
        return start;
    }

    private protected override string Placed(string text, int port, string folder) => text
        .Replace(".example.com {", $".example.com:{port} {{\n\tbind 127.0.0.1", StringComparison.Ordinal);
}
