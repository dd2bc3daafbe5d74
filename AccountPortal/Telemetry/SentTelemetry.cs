using OpenTelemetry.Exporter;

namespace AccountPortal.Telemetry;

/// <summary>
/// What is sent by OTLP: what OpenTelemetry's own variables ask for, and by default nothing. They are settings like all others, so that one which holds a secret
/// (an endpoint with a key, headers) may be a credential instead of a part of the environment.
/// </summary>
internal sealed record SentTelemetry(bool Traces, bool Metrics, bool Logs)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds what a signal has of its own, which the exporter alone does not read; the variables of all signals it does.</summary>
    public static void Complete(OtlpExporterOptions options, string signal, IConfiguration configuration)
    {
        if (Own("ENDPOINT") is { } endpoint)
        {
            options.Endpoint = new Uri(endpoint);
        }

        if (Own("PROTOCOL") is { } protocol)
        {
            options.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        }

        options.Headers = Own("HEADERS") ?? options.Headers;

        string? Own(string what) => configuration[$"OTEL_EXPORTER_OTLP_{signal}_{what}"] is { Length: > 0 } value ? value.Trim() : null;
    }

    public static SentTelemetry Read(Func<string, string?> variable)
    {
        var isOff = string.Equals(variable("OTEL_SDK_DISABLED")?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
        return new(Is("TRACES"), Is("METRICS"), Is("LOGS"));

        bool Is(string signal) => !isOff
            && !string.Equals(variable($"OTEL_{signal}_EXPORTER")?.Trim(), "none", StringComparison.OrdinalIgnoreCase)
            && (IsSet(Endpoint) || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));

        bool IsSet(string name) => !string.IsNullOrWhiteSpace(variable(name));
    }
}
