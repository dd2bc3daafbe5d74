using System.Net;
using System.Net.Sockets;

namespace AccountPortal.Saml.Setup;

/// <summary>
/// Fetches metadata from an address that an administrator typed, and from nowhere else: no redirect is followed, no proxy or cookie of the environment
/// is used, and what is connected to is decided by the addresses that are connected to, not by a look at the name before.
/// </summary>
public sealed class MetadataFetch(NameResolver names, IHostEnvironment environment) : IDisposable
{
    /// <summary>What the reader takes.</summary>
    public const int MostBytes = 1024 * 1024;

    private readonly Lazy<HttpClient> client = new(() => NewClient(names, environment.IsDevelopment()));

    /// <summary>For all of it, from the name to the last byte: who sends a byte a second holds nobody up.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Never throws for what is at the other end.</summary>
    public async Task<FetchedMetadata> FetchAsync(string address, CancellationToken cancellationToken)
    {
        if (!ProviderLocation.IsFine(address, environment.IsDevelopment()))
        {
            return FetchedMetadata.Failed(ProviderLocation.Words(environment.IsDevelopment()));
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            return await ReadAsync(new Uri(address), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FetchedMetadata.Failed($"The address did not answer in full within {Limit.TotalSeconds:0} seconds.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            return FetchedMetadata.Failed(fault.GetBaseException() is AddressRefusedException refused ? refused.Message : "The address can't be reached, or its TLS certificate is not trusted.");
        }
    }

    public void Dispose()
    {
        if (client.IsValueCreated)
        {
            client.Value.Dispose();
        }
    }

    private async Task<FetchedMetadata> ReadAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/samlmetadata+xml, application/xml, text/xml, */*;q=0.1");
        request.Headers.UserAgent.ParseAdd("AccountPortal");
        using var response = await client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            // Followed, it could lead to where nobody looked.
            return FetchedMetadata.Failed("The address redirects to another one. Enter that other address, if it is the provider's.");
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            return FetchedMetadata.Failed($"The address answered {(int)response.StatusCode}, not with metadata.");
        }

        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MostBytes + 1];
        var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length > MostBytes ? FetchedMetadata.Failed("The document is larger than 1 MB. Save the part of this provider and give it as a file.") : new(buffer[..length], null);
    }

    private static HttpClient NewClient(NameResolver names, bool isDevelopment) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        Credentials = null,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = 16,
        // A connection serves one fetch: none is found open to where a name pointed yesterday.
        PooledConnectionLifetime = TimeSpan.Zero,
        ActivityHeadersPropagator = null,
        ConnectCallback = (connection, cancellationToken) => ConnectAsync(names, isDevelopment, connection, cancellationToken),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Looks at the very addresses that it connects to: a name that answers differently a moment later (DNS rebinding) gains nothing.</summary>
    private static async ValueTask<Stream> ConnectAsync(NameResolver names, bool isDevelopment, SocketsHttpConnectionContext connection, CancellationToken cancellationToken)
    {
        var (host, port) = (connection.DnsEndPoint.Host, connection.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await names.ResolveAsync(host, cancellationToken);
        var isPlain = connection.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttp;
        // One that is not public makes the name suspect, whatever else it has.
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, address => isDevelopment && IPAddress.IsLoopback(address) || (!isPlain && PublicAddress.IsPublic(address))))
        {
            throw new AddressRefusedException("The address leads into a private network, or to this machine. The portal only fetches from the public internet: give the metadata as a file.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AddressRefusedException(string message) : IOException(message);
}
