using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using AccountPortal.Sessions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests;

/// <summary>
/// A person's browser without its engine: keeps cookies, follows redirects, and submits the forms that it finds in the page, hidden fields and
/// all. What is not on the page cannot be used, unless a test plays an attacker with <see cref="PostFormAsync"/>.
/// </summary>
public sealed class Browser
{
    private const int MostRedirects = 10;
    private static readonly HtmlParser Parser = new();
    private readonly PortalApp app;

    public Browser(PortalApp app) => (this.app, Cookies, Url) = (app, new CookieJar(app), new Uri("about:blank"));

    public CookieJar Cookies { get; }

    public string UserAgent { get; set; } = UserAgents.ChromeOnMac;

    /// <summary>Where the browser is, as the proxy in front of the portal would say.</summary>
    public string? Address { get; set; } = "203.0.113.10";

    /// <summary>Sent with every request, in place of what the browser itself would send under that name.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Off for a program such as curl: it sends no Origin and no Sec-Fetch-Site.</summary>
    public bool TellsOrigin { get; set; } = true;

    public bool FollowsRedirects { get; set; } = true;

    /// <summary>Set where a test provokes a 500; otherwise one fails the test with what the portal logged.</summary>
    public bool ToleratesFailure { get; set; }

    /// <summary>What is in the address bar.</summary>
    public Uri Url { get; private set; }

    public string Path => Url.PathAndQuery;

    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>The last response, after redirects.</summary>
    public HttpResponseMessage Response { get; private set; } = new();

    public string Text { get; private set; } = "";

    public IHtmlDocument Page { get; private set; } = Parser.ParseDocument("");

    /// <summary>Where the last navigation was sent on to, in order.</summary>
    public IReadOnlyList<string> Redirects { get; private set; } = [];

    /// <summary>The <c>Set-Cookie</c> headers of the last navigation, redirects included.</summary>
    public IReadOnlyList<string> SetCookies { get; private set; } = [];

    /// <summary>The session cookie's value; set it to replay a stolen one.</summary>
    public string? SessionCookie
    {
        get => Cookies[SessionCookieName];
        set => Cookies[SessionCookieName] = value;
    }

    private string SessionCookieName => app.Services.GetRequiredService<SessionCookie>().Name.Value;

    /// <summary>The same browser once more: a second tab that was opened before, or a thief with all its cookies.</summary>
    public Browser Copy()
    {
        var copy = new Browser(app) { UserAgent = UserAgent, Address = Address, TellsOrigin = TellsOrigin };
        Cookies.CopyTo(copy.Cookies);
        return copy;
    }

    /// <summary>Types an address, or follows a link from outside (a mail).</summary>
    public Task GoAsync(string url) => NavigateAsync(HttpMethod.Get, new Uri(app.Origin, url), null, "none");

    /// <summary>Follows the link on the page with that text.</summary>
    public Task ClickAsync(string text)
    {
        var link = Page.Links.OfType<IHtmlAnchorElement>().Where(link => PageForm.TextOf(link) == text).ToList();
        Assert.True(link.Count == 1, $"{link.Count} links on {Path} are called \"{text}\".");
        return NavigateAsync(HttpMethod.Get, new Uri(Url, link[0].GetAttribute("href")), null, "same-origin");
    }

    /// <summary>
    /// Fills in and submits a form of the page, found by its action or by the text of the button that is pressed. <paramref name="within"/>
    /// (a selector) tells equal forms apart. Fields not named keep what the page put into them.
    /// </summary>
    public Task SubmitAsync(string form, object? fields = null, string? within = null)
    {
        var submission = PageForm.Find(Page, Path, form, within).Fill(fields);
        var action = new Uri(Url, submission.Action);
        return submission.IsPost
            ? NavigateAsync(HttpMethod.Post, action, submission.Content(), "same-origin")
            : NavigateAsync(HttpMethod.Get, new Uri(action, "?" + submission.Query()), null, "same-origin");
    }

    /// <summary>Sends a form that need not be on any page: what an attacker does.</summary>
    public Task PostFormAsync(string path, object? fields = null) =>
        NavigateAsync(HttpMethod.Post, new Uri(app.Origin, path), new FormUrlEncodedContent(PageForm.Values(fields)), "same-origin");

    /// <summary>The same with any content: files.</summary>
    public Task PostAsync(string path, HttpContent content) => NavigateAsync(HttpMethod.Post, new Uri(app.Origin, path), content, "same-origin");

    public Task<JsonAnswer> GetJsonAsync(string path) => JsonAsync(HttpMethod.Get, path, null);

    public Task<JsonAnswer> PostJsonAsync(string path, object? body = null) => JsonAsync(HttpMethod.Post, path, body);

    public Task<JsonAnswer> DeleteJsonAsync(string path) => JsonAsync(HttpMethod.Delete, path, null);

    /// <summary>Signs in as that person; fails if it does not work.</summary>
    public async Task SignInAsync(Person person, bool remember = false)
    {
        var answer = await PostJsonAsync("/login", new { email = person.Email, password = person.Password, rememberDevice = remember });
        Assert.True(answer.Status == HttpStatusCode.OK, $"Signing in {person.Email} was answered {(int)answer.Status}: {answer.Text}");
    }

    /// <summary>Whose session this browser has.</summary>
    public async Task<Guid> AccountIdAsync()
    {
        var answer = await GetJsonAsync("/me");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Body.GetProperty("id").GetGuid();
    }

    /// <summary>Whether the session cookie opens anything, asked the cheapest way.</summary>
    public async Task<bool> IsSignedInAsync()
    {
        var answer = await GetJsonAsync("/me");
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Unauthorized, $"GET /me was answered {(int)answer.Status}: {answer.Text}");
        return answer.Status == HttpStatusCode.OK;
    }

    /// <summary>One request, as a program or a script of the page sends it; redirects are not followed.</summary>
    public async Task<JsonAnswer> JsonAsync(HttpMethod method, string path, object? body)
    {
        var content = body is null ? null : JsonContent.Create(body, body.GetType());
        var response = await SendAsync(method, new Uri(app.Origin, path), content, "same-origin", "application/json");
        return new JsonAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsStringAsync(), response);
    }

    private async Task NavigateAsync(HttpMethod method, Uri url, HttpContent? content, string site)
    {
        var (redirects, setCookies) = (new List<string>(), new List<string>());
        while (true)
        {
            Response = await SendAsync(method, url, content, site, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
            setCookies.AddRange(Response.Headers.TryGetValues("Set-Cookie", out var values) ? values : []);
            if (!FollowsRedirects || Response.StatusCode is not (HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.MovedPermanently)
                || Response.Headers.Location is not { } location)
            {
                break;
            }

            url = new Uri(url, location);
            redirects.Add(url.GetLeftPart(UriPartial.Authority) == app.Origin.GetLeftPart(UriPartial.Authority) ? url.PathAndQuery : url.AbsoluteUri);
            Assert.True(redirects.Count <= MostRedirects, $"The portal goes in circles: {string.Join(" → ", redirects)}");
            (method, content) = (HttpMethod.Get, null);
        }

        (Url, Redirects, SetCookies) = (url, redirects, setCookies);
        Text = await Response.Content.ReadAsStringAsync();
        Page = Parser.ParseDocument(Text);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri url, HttpContent? content, string site, string accept)
    {
        // To the server itself, which is not where the person believes to be when a proxy stands between.
        using var request = new HttpRequestMessage(method, new Uri(app.Address, url.PathAndQuery)) { Content = content };
        request.Headers.Host = url.Authority;
        SetHeaders(request.Headers, method, url, site, accept);
        var response = await app.Http.SendAsync(request);
        Cookies.Take(response.Headers.TryGetValues("Set-Cookie", out var values) ? values : []);
        Assert.True(
            ToleratesFailure || response.StatusCode != HttpStatusCode.InternalServerError, $"{method} {url.PathAndQuery} failed: {app.Logs.LastError}");
        return response;
    }

    private void SetHeaders(HttpRequestHeaders headers, HttpMethod method, Uri url, string site, string accept)
    {
        var own = new Dictionary<string, string?>
        {
            ["User-Agent"] = UserAgent,
            ["Accept"] = accept,
            ["Cookie"] = Cookies.Header(url.AbsolutePath),
            ["X-Forwarded-For"] = Address,
            ["X-Forwarded-Proto"] = url.Scheme,
            ["Sec-Fetch-Site"] = TellsOrigin ? site : null,
            ["Origin"] = TellsOrigin && method != HttpMethod.Get ? app.Origin.GetLeftPart(UriPartial.Authority) : null,
        };
        foreach (var (name, value) in Headers)
        {
            own[name] = value;
        }

        foreach (var (name, value) in own.Where(header => header.Value is { Length: > 0 }))
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }
}
