using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AccountPortal.Telemetry;

/// <summary>Sends traces and metrics by OTLP as long as the portal runs, and what is left when it stops.</summary>
internal sealed class TelemetrySending(SentTelemetry sent, IConfiguration configuration) : IHostedService, IDisposable
{
    // A collector that hangs must not keep a node from stopping.
    private const int PatienceAtStop = 2000;

    private ActivityListener? listener;
    private TracerProvider? traces;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (sent.Traces)
        {
            listener = ExceptionsWithoutWords.Listen();
            traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(Configured)
                .SetResourceBuilder(Self())
                .AddSource(KnownTags.Http, KnownTags.Database, Spans.SourceName)
                .AddProcessor(new KnownTags())
                .AddOtlpExporter(options => SentTelemetry.Complete(options, "TRACES", configuration))
                .Build();
        }

        if (sent.Metrics)
        {
            metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(Configured)
                .SetResourceBuilder(Self())
                .AddMeter(Measures.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime")
                .AddOtlpExporter(options => SentTelemetry.Complete(options, "METRICS", configuration))
                .Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            traces?.Shutdown(PatienceAtStop);
            metrics?.Shutdown(PatienceAtStop);
        },
        CancellationToken.None);

    public void Dispose()
    {
        listener?.Dispose();
        traces?.Dispose();
        metrics?.Dispose();
    }

    // OpenTelemetry would read its own from the environment alone.
    private void Configured(IServiceCollection services) => services.AddSingleton(configuration);

    /// <summary>Who sends; OpenTelemetry's own variables (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) come last and win.</summary>
    public static ResourceBuilder Self() => ResourceBuilder.CreateEmpty()
        .AddService("account-portal", serviceVersion: typeof(TelemetrySending).Assembly.GetName().Version?.ToString())
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
