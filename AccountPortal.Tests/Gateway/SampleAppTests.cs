using System.Diagnostics;
using System.Net;
using AccountPortal.Tests.Chaos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Gateway;

/// <summary>The sample of docs/aspnetcore.md as a process of its own, beside the portal on the same host.</summary>
public sealed class SampleAppTests : IAsyncLifetime, IDisposable
{
    private readonly int port = PostgresServer.FreePort();
    private readonly CookieContainer cookies = new();
    private readonly Questions questions = new();
    private HttpClient? http;
    private PortalApp? portal;
    private Process? app;

    private Uri App => new($"http://127.0.0.1:{port}");

    public async Task InitializeAsync()
    {
        portal = await PortalApp.StartAsync(new() { ["Gateway:Hosts"] = App.Authority }, services: services => services.AddSingleton<IStartupFilter>(questions));
        http = new(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false, UseProxy = false });
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SampleApp.dll"), "--urls", App.AbsoluteUri]) { WorkingDirectory = AppContext.BaseDirectory };
        start.Environment["Portal__PublicUrl"] = portal.Origin.AbsoluteUri;
        start.Environment["Portal__Address"] = portal.Address.AbsoluteUri;
        start.Environment["Portal__CookieName"] = "portal-session";
        start.Environment["ForwardedHeaders__KnownProxies"] = "10.0.0.1, 127.0.0.1";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        app = Process.Start(start)!;
        await Eventually.IsTrueAsync("the app answers", AnswersAsync);
    }

    [Fact]
    public async Task The_portals_session_opens_the_app_until_it_is_revoked()
    {
        var person = await portal!.NewPersonAsync();
        var stranger = await GetAsync("/");
        Assert.Equal($"{portal.Origin}session/onward?to={Uri.EscapeDataString(App.AbsoluteUri)}", stranger.Headers.Location!.OriginalString);

        await SignInAsync(person);
        Assert.Equal($"Hello {person.Email}", await TextAsync("/"));
        Assert.Equal("The keys", await TextAsync("/keys"));
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync("/staff")).StatusCode);

        await portal.SqlAsync<long>("with role as (insert into roles (id, name, normalized_name) values (gen_random_uuid(), 'editor', 'EDITOR') returning id), given as (insert into user_roles (user_id, role_id) select $1, id from role) select 1::bigint", person.Id);
        Assert.Equal("For editors", await TextAsync("/staff"));

        // Six minutes old: the page leads to the portal, which asks, and back.
        portal.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/")).StatusCode);
        Assert.Equal($"{portal.Origin}session/onward?to={Uri.EscapeDataString(new Uri(App, "/keys").AbsoluteUri)}&maxAge=300", (await GetAsync("/keys")).Headers.Location!.OriginalString);

        var other = await portal.SignInAsync(person);
        Assert.Equal(HttpStatusCode.OK, (await other.PostJsonAsync("/me/sessions/revoke-all")).Status);
        Assert.Equal(HttpStatusCode.Found, (await GetAsync("/")).StatusCode);
        http!.DefaultRequestHeaders.Accept.Clear();
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_the_way_back_is_https_and_the_session_stays_where_the_visitor_is()
    {
        http!.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        var to = $"https://{App.Authority}/";
        Assert.Equal($"{portal!.Origin}session/onward?to={Uri.EscapeDataString(to)}", (await GetAsync("/")).Headers.Location!.OriginalString);

        await SignInAsync(await portal.NewPersonAsync());
        Assert.StartsWith("Hello", await TextAsync("/"), StringComparison.Ordinal);
        await portal.SettleAsync();
        Assert.Equal("203.0.113.7", await portal.SqlAsync<string>("select host(ip) from device_sessions"));
    }

    [Fact]
    public async Task What_is_no_key_of_the_portals_gets_no_further_than_the_app()
    {
        var before = questions.Count;
        foreach (var (name, value) in new[] { ("portal-session", "a%0d%0aPortal-Roles:%20admin"), ("portal-session", "a=b"), ("portal-session", ""), ("Portal-Session", "x") })
        {
            var cookie = new Cookie(name, value);
            cookies.Add(App, cookie);
            Assert.Equal(HttpStatusCode.Found, (await GetAsync("/")).StatusCode);
            Assert.Equal((name, value, before), (name, value, questions.Count));
            cookies.Add(App, new Cookie(name, value) { Expires = DateTime.UnixEpoch });
        }

        // The portal is asked of what could be one.
        cookies.Add(App, new Cookie("portal-session", "x"));
        Assert.Equal(HttpStatusCode.Found, (await GetAsync("/")).StatusCode);
        Assert.Equal(before + 1, questions.Count);
    }

    public async Task DisposeAsync()
    {
        if (app is { HasExited: false })
        {
            app.Kill();
            await app.WaitForExitAsync();
        }

        app?.Dispose();
        await portal!.DisposeAsync();
    }

    public void Dispose() => http?.Dispose();

    // By the same client: a session's address is the browser's, whichever of the two it visits.
    private async Task SignInAsync(Person person)
    {
        using var answer = await http!.PostAsync(new Uri(portal!.Address, "/login"), System.Net.Http.Json.JsonContent.Create(new { email = person.Email, password = person.Password }));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task<HttpResponseMessage> GetAsync(string path) => http!.GetAsync(new Uri(App, path));

    private Task<string> TextAsync(string path) => http!.GetStringAsync(new Uri(App, path));

    private async Task<bool> AnswersAsync()
    {
        Assert.False(app!.HasExited, "The app ended.");
        try
        {
            return (await GetAsync("/")).StatusCode == HttpStatusCode.Found;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Counts what the portal is asked.</summary>
    private sealed class Questions : IStartupFilter
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, go) =>
            {
                Interlocked.Add(ref count, context.Request.Path == "/session/verify" ? 1 : 0);
                return go(context);
            });
            next(app);
        };
    }
}
