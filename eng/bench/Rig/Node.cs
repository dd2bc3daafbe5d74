using System.Net;

namespace AccountPortal.Bench;

/// <summary>A portal as its clients see it.</summary>
internal sealed class Node(Uri address) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public async Task<HttpStatusCode> CheckAsync(string cookie) => await SendAsync(HttpMethod.Get, "/session/verify", cookie);

    public async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string cookie)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Asks twice, so that the node knows the session by itself.</summary>
    public async Task LearnAsync(string cookie)
    {
        for (var i = 0; i < 2; i++)
        {
            Demand(HttpStatusCode.OK, await CheckAsync(cookie));
        }
    }

    /// <summary>
    /// Asks again and again, two at a time, until each was refused: when the last one began that was let in, and when the first one began that was not.
    /// Any answer but 200 and 401 is a failure.
    /// </summary>
    public async Task<(DateTimeOffset LastAccepted, DateTimeOffset FirstRefused)> UntilRefusedAsync(string cookie, TaskCompletionSource begun)
    {
        var both = await Task.WhenAll(OneAsync(), OneAsync());
        return (both.Max(one => one.LastAccepted), both.Min(one => one.FirstRefused));

        async Task<(DateTimeOffset LastAccepted, DateTimeOffset FirstRefused)> OneAsync()
        {
            for (var accepted = DateTimeOffset.MinValue; ;)
            {
                var at = TimeProvider.System.GetUtcNow();
                var status = await CheckAsync(cookie);
                if (status == HttpStatusCode.Unauthorized)
                {
                    return (accepted, at);
                }

                Demand(HttpStatusCode.OK, status);
                accepted = at;
                begun.TrySetResult();
            }
        }
    }

    public void Dispose() => http.Dispose();

    public static void Demand(HttpStatusCode expected, HttpStatusCode status)
    {
        if (status != expected)
        {
            throw new InvalidOperationException($"The answer was {(int)status}, not {(int)expected}.");
        }
    }
}
