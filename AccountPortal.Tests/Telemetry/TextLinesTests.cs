using AccountPortal.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace AccountPortal.Tests.Telemetry;

public class TextLinesTests
{
    [Fact]
    public void Nobody_writes_a_line_of_their_own()
    {
        var line = Write("Bot\r\n2026-11-21T12:00:00Z crit Tests[1] All is lost\u2028\u0085\u001b[31m", null);
        Assert.Equal(1, line.Count(sign => sign == '\n'));
        Assert.EndsWith("\n", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line[..^1], sign => char.IsControl(sign) || sign is '\u2028');
        Assert.Matches(@"^\d{4}-\d\d-\d\dT[\d:.]+Z warn Tests\[7\] It is called Bot\\n2026-", line);
        Assert.Contains(@"\u2028\u0085\u001b[31m", line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_exception_quotes_is_cleaned()
    {
        var line = Write("ada@example.com", new FormatException("\"ada@example.com\" with token=abc\nis none"));
        Assert.Equal(1, line.Count(sign => sign == '\n'));
        Assert.DoesNotContain("ada", line, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", line, StringComparison.Ordinal);
        Assert.Contains("FormatException", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, typeof(JsonLines))]
    [InlineData("json", typeof(JsonLines))]
    [InlineData("nothing", typeof(JsonLines))]
    [InlineData("simple", typeof(TextLines))]
    [InlineData("systemd", typeof(TextLines))]
    public async Task In_production_no_line_goes_round_what_cleans_it(string? asked, Type writes)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", Args = asked is null ? [] : [$"--Logging:Console:FormatterName={asked}"] });
        builder.AddTelemetry();
        builder.Services.AddSingleton(TimeProvider.System);
        await using var app = builder.Build();
        var name = app.Services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName;
        Assert.Equal(writes, app.Services.GetServices<ConsoleFormatter>().First(formatter => formatter.Name == name).GetType());
    }

    private static string Write(string name, Exception? exception)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new TextLines(TimeProvider.System).Write(new LogEntry<string>(LogLevel.Warning, "Tests", new EventId(7), name, exception, (value, _) => $"It is called {value}"), null, text);
        return text.ToString();
    }
}
