using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;

namespace AccountPortal.Tests.Saml.Peer;

/// <summary>The identity provider of a company by samlp, which is not ours, as a process of its own (<c>company.js</c>). Its people sign in with their address alone.</summary>
internal sealed class CompanyPeer : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private readonly Process process;
    private readonly Task<string> errors;

    private CompanyPeer(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    public Uri Address { get; private set; } = null!;

    public string MetadataUrl => new Uri(Address, "/metadata").AbsoluteUri;

    public static async Task<CompanyPeer> StartAsync()
    {
        using var certificate = Keys.Make("company");
        var (key, cert) = (KeyFiles.NewPath("key"), KeyFiles.NewPath("pem"));
        await File.WriteAllTextAsync(key, certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(cert, certificate.ExportCertificatePem());
        var folder = Path.Combine(SourceTree.Root, "AccountPortal.Tests/Saml/Peer");
        var start = new ProcessStartInfo("node", [Path.Combine(folder, "company.js"), key, cert]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Where eng/install.sh puts what company.js needs.
        start.Environment["NODE_PATH"] = Path.Combine(SourceTree.Root, ".portal/samlp/node_modules");
        var peer = new CompanyPeer(Process.Start(start)!);
        using var bound = new CancellationTokenSource(Bound);
        peer.Address = await peer.process.StandardOutput.ReadLineAsync(bound.Token) is { } address
            ? new Uri(address)
            : throw new InvalidOperationException($"The company did not start: {await peer.errors}");
        return peer;
    }

    /// <summary>What the company's administrator types in there: the portal's own values.</summary>
    public async Task TrustAsync(string entityId, string acs, string logout, string certificate)
    {
        using var http = new HttpClient();
        (await http.PostAsJsonAsync(new Uri(Address, "/portal"), new { entityId, acs, logout, cert = certificate })).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var bound = new CancellationTokenSource(Bound);
        await process.WaitForExitAsync(bound.Token);
        process.Dispose();
    }
}
