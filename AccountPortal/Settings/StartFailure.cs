using System.ComponentModel;
using AccountPortal.Data.Embedded;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AccountPortal.Settings;

/// <summary>What an operator did not set up right is said in a line each, not as a stack trace; a bug keeps its trace.</summary>
internal static class StartFailure
{
    /// <summary>The lines to print, or <c>null</c> for an exception that is none of these.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        SettingsException or EmbeddedPostgresException => exception.Message,
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),
        AggregateException all when all.InnerExceptions.All(inner => Describe(inner) is not null) =>
            string.Join(Environment.NewLine, all.InnerExceptions.Select(Describe)),
        InvalidOperationException bind when bind.StackTrace?.Contains("ConfigurationBinder", StringComparison.Ordinal) == true => Binding(bind),
        IOException io when io.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException => io.Message,
        // Entity Framework wraps what a command's first statement meets.
        NpgsqlException or InvalidOperationException { InnerException: NpgsqlException } => $"The database does not answer as it should: {(exception as NpgsqlException ?? exception.InnerException!).Message}",
        _ => null,
    };

    // "Failed to convert configuration value 'abc' at 'Sessions:IdleTimeout' to type 'System.TimeSpan'."
    private static string Binding(InvalidOperationException exception)
    {
        var quoted = exception.Message.Split('\'');
        return exception.Message.StartsWith("Failed to convert", StringComparison.Ordinal) && quoted.Length >= 6
            ? SettingsCheck.Line(quoted[3], quoted[1], Kind(quoted[5]))
            : exception.Message;
    }

    private static string Kind(string type) => type switch
    {
        "System.TimeSpan" => "a duration such as 00:30:00 or 7.00:00:00 (d.hh:mm:ss)",
        "System.Int32" => "a whole number",
        "System.Boolean" => "true or false",
        _ when Type.GetType(type) is { IsEnum: true } choices => "one of " + string.Join(", ", Enum.GetValues(choices).Cast<object>().Select(TypeDescriptor.GetConverter(choices).ConvertToString)),
        _ => $"a {type}",
    };
}
