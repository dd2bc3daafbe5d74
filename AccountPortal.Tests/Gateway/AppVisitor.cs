using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace AccountPortal.Tests.Gateway;

/// <summary>A browser for several hosts that are all found at one port of this machine: cookies by domain, redirects, refreshing pages and forms.</summary>
internal sealed class AppVisitor : IDisposable
{
    private const int MostHops = 20;
    private static readonly HtmlParser Parser = new();
    private readonly HttpClient http;

    public AppVisitor(int port, string certificateHash) => http = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        CookieContainer = Cookies,
        SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == certificateHash },
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    public CookieContainer Cookies { get; } = new();

    /// <summary>Sent with every request.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    public Uri Url { get; private set; } = new("about:blank");

    public HttpStatusCode Status { get; private set; }

    public string Text { get; private set; } = "";

    public IHtmlDocument Page { get; private set; } = Parser.ParseDocument("");

    /// <summary>Every address of the last navigation, in order.</summary>
    public List<string> Way { get; } = [];

    /// <summary>What the app says that reached it.</summary>
    public AppSaw Saw => JsonSerializer.Deserialize<AppSaw>(Text, JsonSerializerOptions.Web)!;

    public bool IsAtApp => Status == HttpStatusCode.OK && Url.Host == "app.example.com";

    /// <summary>Types an address.</summary>
    public Task GoAsync(string url) => NavigateAsync(HttpMethod.Get, new Uri(url), null, "none");

    public Task SubmitAsync(string form, object? fields = null)
    {
        var submission = PageForm.Find(Page, Url.PathAndQuery, form, null).Fill(fields);
        return NavigateAsync(HttpMethod.Post, new Uri(Url, submission.Action), submission.Content(), "same-origin");
    }

    /// <summary>What a script of the app's page asks for, the path as it is written; nothing is followed.</summary>
    public async Task<HttpResponseMessage> FetchAsync(string url, params (string Name, string Value)[] headers)
    {
        using var request = Request(HttpMethod.Get, new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), "same-origin");
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Mode", "cors");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request);
    }

    /// <summary>From the app, by way of the portal's pages, signed in.</summary>
    public async Task SignInAsync(Person person, string url)
    {
        await GoAsync(url);
        await SubmitAsync("/sign-in", new { email = person.Email });
        await SubmitAsync("/sign-in/password", new { password = person.Password });
    }

    public void Dispose() => http.Dispose();

    private async Task NavigateAsync(HttpMethod method, Uri url, HttpContent? content, string site)
    {
        Way.Clear();
        while (true)
        {
            Way.Add($"{url.Host}{url.AbsolutePath}");
            Assert.True(Way.Count <= MostHops, $"It goes in circles: {string.Join(" → ", Way)}");
            using var request = Request(method, url, site);
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Mode", "navigate");
            request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
            request.Content = content;
            if (content is not null)
            {
                request.Headers.TryAddWithoutValidation("Origin", Url.GetLeftPart(UriPartial.Authority));
            }

            using var response = await http.SendAsync(request);
            (Url, Status, Text) = (url, response.StatusCode, await response.Content.ReadAsStringAsync());
            Page = Parser.ParseDocument(Text);
            var refresh = Page.QuerySelector("meta[http-equiv=refresh]")?.GetAttribute("content")?.Split("url=", 2) is ["0;", var to] ? new Uri(to) : null;
            if ((response.Headers.Location ?? refresh) is not { } next || Status is not (HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.OK))
            {
                return;
            }

            (url, method, content) = (new Uri(url, next), HttpMethod.Get, null);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, Uri url, string site)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgents.ChromeOnMac);
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
