using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Logs;

namespace AccountPortal.Telemetry;

/// <summary>How the portal tells operators about itself: logs as JSON in production, and all of OpenTelemetry where its variables ask for it.</summary>
internal static class TelemetrySetup
{
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Logging.AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
        builder.Logging.AddConsoleFormatter<TextLines, ConsoleFormatterOptions>();
        if (!builder.Environment.IsDevelopment())
        {
            // Whatever Logging:Console:FormatterName asks for, text or not: the framework's own would write what Redaction takes out.
            builder.Services.PostConfigure<ConsoleLoggerOptions>(options =>
                options.FormatterName = options.FormatterName is ConsoleFormatterNames.Simple or ConsoleFormatterNames.Systemd or TextLines.FormatterName ? TextLines.FormatterName : JsonLines.FormatterName);
        }

        var sent = SentTelemetry.Read(key => builder.Configuration[key]);
        builder.Services.AddSingleton(sent);
        if (sent.Traces || sent.Metrics)
        {
            builder.Services.AddHostedService<TelemetrySending>();
        }

        if (sent.Metrics)
        {
            builder.Services.AddHostedService<FigureRounds>();
        }

        if (sent.Logs)
        {
            builder.Logging.AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.SetResourceBuilder(TelemetrySending.Self());
                options.AddProcessor(new CleanRecords());
                options.AddOtlpExporter(exporter => SentTelemetry.Complete(exporter, "LOGS", builder.Configuration));
            });
        }

        return builder;
    }

    /// <summary>Before everything else in the pipeline.</summary>
    public static void UseTelemetry(this WebApplication app)
    {
        if (app.Services.GetRequiredService<SentTelemetry>().Traces)
        {
            app.UseMiddleware<RequestSpan>();
        }
    }
}
