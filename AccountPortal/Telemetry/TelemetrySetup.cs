using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Logs;

namespace AccountPortal.Telemetry;

/// <summary>How the portal tells operators about itself: logs as JSON in production, and all of OpenTelemetry where its variables ask for it.</summary>
internal static class TelemetrySetup
{
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Logging.AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
        if (!builder.Environment.IsDevelopment())
        {
            // Unless Logging:Console:FormatterName asks for another.
            builder.Services.PostConfigure<ConsoleLoggerOptions>(options => options.FormatterName ??= JsonLines.FormatterName);
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
