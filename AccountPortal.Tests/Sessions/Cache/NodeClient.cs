using System.Net;
using System.Net.Http.Json;
using AccountPortal.Tests.Settings;

namespace AccountPortal.Tests.Sessions.Cache;

/// <summary>A portal in an operating-system process of its own, and how a program talks to it.</summary>
public sealed class NodeClient : IAsyncDisposable
{
    private readonly PortalProcess process;
    private readonly HttpClient http;

    private NodeClient(PortalProcess process, Uri address) =>
        (this.process, http) = (process, new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address });

    /// <summary>What the settings of each node are, but for the database.</summary>
    public static async Task<NodeClient> StartAsync(string connectionString, string? feed = null)
    {
        var process = PortalProcess.Start("Development", new()
        {
            ["ConnectionStrings:Portal"] = connectionString,
            ["ConnectionStrings:Feed"] = feed,
            ["Passwords:Iterations"] = "1000",
            ["RateLimits:Enabled"] = "false",
        });
        return new NodeClient(process, await process.AddressAsync());
    }

    /// <summary>Signs in; the cookie.</summary>
    public async Task<string> SignInAsync(Person person)
    {
        using var response = await http.PostAsJsonAsync("/login", new { email = person.Email, password = person.Password });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]).Single(cookie => cookie.StartsWith("portal-session=", StringComparison.Ordinal));
    }

    public Task<HttpStatusCode> CheckAsync(string cookie) => SendAsync(HttpMethod.Get, "/session/verify", cookie);

    public async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string cookie)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    public Task RefusesAsync(string cookie) =>
        Eventually.IsTrueAsync("the node refuses the session", async () => await CheckAsync(cookie) == HttpStatusCode.Unauthorized);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await process.DisposeAsync();
    }
}
