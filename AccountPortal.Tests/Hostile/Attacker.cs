using System.Net.Http.Headers;
using System.Text;

namespace AccountPortal.Tests.Hostile;

/// <summary>
/// Somebody who sends what no page of ours would, out of a browser with the right cookies, token and headers, so that it is the action that has to cope with it.
/// An attacker who has signed themselves out, or deleted their account, goes on with a new one.
/// </summary>
internal sealed class Attacker(PortalApp app, string who, Func<Task<Browser>> enter)
{
    private Browser browser = new(app);
    private string csrf = "";
    private bool isSignedIn;

    public string Who => who;

    public int Sent { get; private set; }

    public async Task EnterAsync()
    {
        browser = await enter();
        isSignedIn = browser.SessionCookie is not null;
        await browser.GoAsync(isSignedIn ? "/account/alerts" : "/sign-in");
        csrf = browser.Page.QuerySelector("form [name=csrf]")!.GetAttribute("value")!;
    }

    /// <summary>A form: <paramref name="fields"/> as they go over the wire.</summary>
    public Task<HostileReply> FormAsync(string path, string fields) =>
        SendAsync(HttpMethod.Post, path, Encoding.ASCII.GetBytes($"csrf={Uri.EscapeDataString(csrf)}&{fields}"), "application/x-www-form-urlencoded");

    public Task<HostileReply> BodyAsync(string method, string path, HostileBody body) =>
        SendAsync(new HttpMethod(method), path, Replaced(body.Bytes), body.ContentType);

    public Task<HostileReply> JsonAsync(string method, string path, string json) => SendAsync(new HttpMethod(method), path, Encoding.UTF8.GetBytes(json), "application/json");

    public Task<HostileReply> AskAsync(string method, string path, string? cookies = null) => SendAsync(new HttpMethod(method), path, null, null, cookies);

    private async Task<HostileReply> SendAsync(HttpMethod method, string path, byte[]? body, string? contentType, string? cookies = null)
    {
        Sent++;
        HostileReply reply;
        try
        {
            reply = await OnceAsync(method, path, body, contentType, cookies);
        }
        catch (HttpRequestException)
        {
            // After a body that it did not read to its end the server hangs up, and the next request may be on its way by then.
            reply = await OnceAsync(method, path, body, contentType, cookies);
        }

        browser.Cookies.Take(reply.SetCookies);
        if (isSignedIn && HasLostSession(reply))
        {
            await EnterAsync();
        }

        return reply;
    }

    private async Task<HostileReply> OnceAsync(HttpMethod method, string path, byte[]? body, string? contentType, string? cookies)
    {
        // As it is: the library would put the address into order.
        using var request = new HttpRequestMessage(method, new Uri($"{app.Address.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        SetHeaders(request.Headers, cookies ?? browser.Cookies.Header(path.Split('?')[0]));
        try
        {
            using var response = await app.Http.SendAsync(request);
            return await HostileReply.ReadAsync(response);
        }
        catch (HttpRequestException exception)
        {
            throw new HttpRequestException($"{who}: {method} {path[..Math.Min(path.Length, 300)]} got no answer.", exception);
        }
    }

    private void SetHeaders(HttpRequestHeaders headers, string cookies)
    {
        headers.TryAddWithoutValidation("User-Agent", UserAgents.ChromeOnMac);
        headers.TryAddWithoutValidation("Accept", "text/html,*/*");
        headers.TryAddWithoutValidation("Origin", app.Origin.GetLeftPart(UriPartial.Authority));
        headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.10");
        if (cookies.Length > 0)
        {
            headers.TryAddWithoutValidation("Cookie", cookies);
        }
    }

    private bool HasLostSession(HostileReply reply) =>
        browser.SessionCookie is null || reply.Status == 401 || reply.Location?.StartsWith("/sign-in", StringComparison.Ordinal) == true
        || reply.Location == "/account/delete" || reply.Text.Contains("deletion-pending", StringComparison.Ordinal);

    private byte[] Replaced(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        return text.Contains("@csrf", StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(text.Replace("@csrf", Uri.EscapeDataString(csrf), StringComparison.Ordinal)) : bytes;
    }
}
