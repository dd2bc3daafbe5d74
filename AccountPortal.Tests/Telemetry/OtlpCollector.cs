using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Telemetry;

/// <summary>Takes what is sent to it by OTLP over HTTP and keeps it as it came: names and texts stand in the messages as they are.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> messages = new();
    private readonly WebApplication app;

    private OtlpCollector(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = new OtlpCollector(builder.Build());
        collector.app.Run(collector.TakeAsync);
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>All that came of a signal (traces, metrics, logs) so far, as text: what is no text in it is of no interest.</summary>
    public string Text(string signal) => string.Join('\n', messages.Where(message => message.Signal.EndsWith($"/v1/{signal}", StringComparison.Ordinal)).Select(message => Encoding.UTF8.GetString(message.Body)));

    /// <summary>Where it was sent to.</summary>
    public IEnumerable<string> Paths => messages.Select(message => message.Signal).Distinct();

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        await using var body = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        using var bytes = new MemoryStream();
        await body.CopyToAsync(bytes);
        messages.Enqueue((context.Request.Path.Value!, bytes.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }
}
