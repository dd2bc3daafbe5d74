using AccountPortal.Telemetry;

namespace AccountPortal.Tests.Telemetry;

public class SentTelemetryTests
{
    [Theory]
    [InlineData(false, false, false, "")]
    [InlineData(true, true, true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://c")]
    [InlineData(false, false, false, "OTEL_EXPORTER_OTLP_ENDPOINT= ")]
    [InlineData(false, false, false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://c", "OTEL_SDK_DISABLED=true")]
    [InlineData(true, true, false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://c", "OTEL_LOGS_EXPORTER=none")]
    [InlineData(false, true, false, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://c/v1/metrics")]
    [InlineData(true, false, true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://c", "OTEL_METRICS_EXPORTER=none")]
    public void The_standard_variables_say_what_is_sent(bool traces, bool metrics, bool logs, params string[] variables)
    {
        var set = variables.Select(variable => variable.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(new SentTelemetry(traces, metrics, logs), SentTelemetry.Read(name => set.GetValueOrDefault(name)));
    }

    [Fact]
    public async Task Without_them_nothing_listens()
    {
        await using var app = await PortalApp.StartAsync();
        Assert.DoesNotContain(app.Services.GetService(typeof(IEnumerable<Microsoft.Extensions.Hosting.IHostedService>)) as IEnumerable<object> ?? [], service => service is TelemetrySending or FigureRounds);
        Assert.DoesNotContain(app.Services.GetService(typeof(IEnumerable<Microsoft.Extensions.Logging.ILoggerProvider>)) as IEnumerable<object> ?? [], provider => provider.GetType().Namespace!.StartsWith("OpenTelemetry", StringComparison.Ordinal));
    }
}
