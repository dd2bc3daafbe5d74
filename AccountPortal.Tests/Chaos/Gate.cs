namespace AccountPortal.Tests.Chaos;

/// <summary>
/// The way to the portal: a proxy, or the nodes themselves in turn. Without a proxy it does what one does: a connection that was refused is tried at the next
/// node, and a GET that was broken off too.
/// </summary>
internal sealed class Gate(IReadOnlyList<Uri> addresses) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(40) };
    private int turn;

    /// <summary><c>null</c> where no answer came.</summary>
    public async Task<Answer?> SendAsync(Func<HttpRequestMessage> request, Func<HttpResponseMessage, Task<Answer>> take)
    {
        var first = (uint)Interlocked.Increment(ref turn);
        for (var tries = 0; tries < Math.Max(addresses.Count, 2); tries++)
        {
            using var message = request();
            message.RequestUri = new Uri(addresses[(int)((first + tries) % addresses.Count)], message.RequestUri!);
            try
            {
                using var response = await http.SendAsync(message);
                return await take(response);
            }
            catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError || message.Method == HttpMethod.Get)
            {
                // The next one.
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException)
            {
                return null;
            }
        }

        return null;
    }

    public void Dispose() => http.Dispose();
}
