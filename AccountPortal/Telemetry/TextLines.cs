using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace AccountPortal.Telemetry;

/// <summary>
/// For whoever reads with their eyes: when, how grave, where and what, a line each, cleaned by <see cref="Redaction"/>. Line breaks and whatever else steers a terminal
/// are escaped, so that nobody writes a line of their own (16.4.1).
/// </summary>
internal sealed class TextLines(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "portal-text";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{clock.GetUtcNow().UtcDateTime:O} {Word(logEntry.LogLevel)} {logEntry.Category}[{logEntry.EventId.Id}] ");
        Escape(line, Redaction.Clean(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (logEntry.Exception is { } exception)
        {
            Escape(line.Append(' '), Redaction.Clean(exception.ToString()));
        }

        textWriter.WriteLine(line.ToString());
    }

    private static void Escape(StringBuilder line, string text)
    {
        foreach (var sign in text)
        {
            _ = sign switch
            {
                '\n' => line.Append("\\n"),
                '\r' => line,
                _ when char.IsControl(sign) || sign is '\u2028' or '\u2029' => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}"),
                _ => line.Append(sign),
            };
        }
    }

    // As the framework's own.
    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
