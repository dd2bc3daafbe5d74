using OpenTelemetry;
using OpenTelemetry.Logs;

namespace AccountPortal.Telemetry;

/// <summary>Log records that leave by OTLP go through the same sieve as those that are written.</summary>
internal sealed class CleanRecords : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        List<KeyValuePair<string, object?>> attributes = [.. (data.Attributes ?? []).Select(Clean)];
        if (data.Exception is { } exception)
        {
            attributes.Add(new("exception.type", exception.GetType().FullName));
            attributes.Add(new("exception.message", Redaction.Clean(exception.Message)));
            attributes.Add(new("exception.stacktrace", Redaction.Clean(exception.ToString())));
            data.Exception = null;
        }

        data.Attributes = attributes;
        data.FormattedMessage = data.FormattedMessage is { } message ? Redaction.Clean(message) : null;
    }

    private static KeyValuePair<string, object?> Clean(KeyValuePair<string, object?> attribute) =>
        attribute.Value is null or bool or int or long or double ? attribute : new(attribute.Key, Redaction.Clean(Convert.ToString(attribute.Value, System.Globalization.CultureInfo.InvariantCulture) ?? ""));
}
