using System.Text.Json;
using AccountPortal.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccountPortal.Tests.Telemetry;

public class JsonLinesTests
{
    [Fact]
    public void Nobody_writes_a_line_of_their_own()
    {
        var line = Write("Bot\n{\"LogLevel\":\"Critical\"}\r\n\u2028\u0085 \u001b[31m", null);
        Assert.Equal(1, line.Count(sign => sign == '\n'));
        Assert.EndsWith("}\n", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line[..^1], sign => char.IsControl(sign) || sign is '\u2028' or '\u0085');
        using var json = JsonDocument.Parse(line);
        Assert.Equal("Warning", json.RootElement.GetProperty("LogLevel").GetString());
        Assert.StartsWith("It is called Bot\n", json.RootElement.GetProperty("Message").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Bot\n", json.RootElement.GetProperty("State").GetProperty("Name").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_exception_quotes_is_cleaned()
    {
        var line = Write("ada@example.com", new FormatException("\"ada@example.com\" with token=abc is none"));
        Assert.DoesNotContain("ada", line, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", line, StringComparison.Ordinal);
        Assert.Contains("FormatException", line, StringComparison.Ordinal);
    }

    private static string Write(string name, Exception? exception)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var state = new List<KeyValuePair<string, object?>> { new("Name", name), new("{OriginalFormat}", "It is called {Name}") };
        var entry = new LogEntry<List<KeyValuePair<string, object?>>>(LogLevel.Warning, "Tests", new EventId(7), state, exception, (values, _) => $"It is called {values[0].Value}");
        new JsonLines(TimeProvider.System).Write(entry, null, text);
        return text.ToString();
    }
}
