using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace AccountPortal.Tests.Chaos;

/// <summary>One browser of one account in the load: it keeps its cookies and writes every answer into the ledger that is open.</summary>
internal sealed class Visitor(Gate gate, Func<Ledger> ledger, string email, string password)
{
    private const string SessionCookie = "portal-session";
    private readonly Dictionary<string, string> cookies = [];

    public string Email => email;

    public string Password { get; set; } = password;

    public Ledger Ledger => ledger();

    /// <summary>The session key as the browser holds it.</summary>
    public string? Key
    {
        get => cookies.GetValueOrDefault(SessionCookie);
        set
        {
            cookies.Remove(SessionCookie);
            if (value is not null)
            {
                cookies[SessionCookie] = value;
            }
        }
    }

    /// <summary>Another browser of the same person.</summary>
    public Visitor Beside() => new(gate, ledger, email, Password);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    /// <summary>Whether the session is let in; asked until there is an answer.</summary>
    public async Task<bool> IsLetInAsync(string path = "/session/verify")
    {
        while (true)
        {
            var answer = await GetAsync(path);
            if (answer.Is(HttpStatusCode.OK) || answer.Is(HttpStatusCode.Unauthorized))
            {
                return answer.Is(HttpStatusCode.OK);
            }

            await RestAsync(answer);
        }
    }

    /// <summary>Signs in, however often it takes. <c>false</c> where the password is refused.</summary>
    public async Task<bool> SignInAsync()
    {
        Key = null;
        while (true)
        {
            var answer = await PostAsync("/login", new { email, password = Password });
            if (answer.Is(HttpStatusCode.OK))
            {
                Ledger.Confirm(Act.SignIn);
                return true;
            }

            if (answer.Is(HttpStatusCode.Unauthorized))
            {
                return false;
            }

            await RestAsync(answer, Act.SignIn);
        }
    }

    /// <summary>After an answer that was none: notes the doubt, and waits a moment as a client would. Anything else is a complaint.</summary>
    public async Task RestAsync(Answer answer, Act? act = null)
    {
        if (answer.Kind == AnswerKind.Answered)
        {
            Ledger.Complain($"{email}: {act?.ToString() ?? "check"}: {answer}");
        }
        else if (act is { } doubted)
        {
            Ledger.Doubt(doubted);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(100));
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, object? body)
    {
        var (sentAt, at) = (Stopwatch.GetTimestamp(), Ledger);
        at.Send();
        var answer = await gate.SendAsync(() => Request(method, path, body), async response => await TakeAsync(response, sentAt))
            ?? new Answer(AnswerKind.None, default, "", sentAt);
        at.Request(answer);
        return answer;
    }

    private HttpRequestMessage Request(HttpMethod method, string path, object? body)
    {
        // Without a body, and be it an empty one, the client itself would send again what it gets no answer to: a revocation would be done and nobody would know.
        HttpContent? none = method == HttpMethod.Get ? null : new ByteArrayContent([]);
        var request = new HttpRequestMessage(method, path) { Content = body is null ? none : JsonContent.Create(body, body.GetType()) };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgents.ChromeOnMac);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.10");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        return request;
    }

    private async Task<Answer> TakeAsync(HttpResponseMessage response, long sentAt)
    {
        foreach (var cookie in SetCookieHeaderValue.ParseList([.. response.Headers.TryGetValues("Set-Cookie", out var values) ? values : []]))
        {
            cookies.Remove(cookie.Name.ToString());
            if (cookie.Expires is not { Year: < 2000 })
            {
                cookies[cookie.Name.ToString()] = cookie.Value.ToString();
            }
        }

        var text = await response.Content.ReadAsStringAsync();
        var kind = response.StatusCode switch
        {
            HttpStatusCode.ServiceUnavailable when response.Headers.RetryAfter is not null => AnswerKind.Unavailable,
            HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => AnswerKind.None,
            _ => AnswerKind.Answered,
        };
        return new Answer(kind, response.StatusCode, text, sentAt);
    }

    /// <summary>The id of this browser's own session.</summary>
    public static string? OwnSession(Answer list) =>
        JsonDocument.Parse(list.Text).RootElement.EnumerateArray().Where(row => row.GetProperty("isCurrent").GetBoolean()).Select(row => row.GetProperty("id").GetString()).SingleOrDefault();
}
