using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests;

/// <summary>Keeps what the portal logs, to be searched: for the reason of a failure, or for a secret that must not be there.</summary>
public sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> lines = new();

    public IReadOnlyCollection<LogLine> Lines => lines;

    public string LastError => lines.LastOrDefault(line => line.Level >= LogLevel.Error)?.Text ?? "(nothing was logged as an error)";

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, lines);

    public void Dispose()
    {
    }

    private sealed class Recorder(string category, ConcurrentQueue<LogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new LogLine(logLevel, category, $"{formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}"));
    }
}

public sealed record LogLine(LogLevel Level, string Category, string Text);
