using System.ComponentModel;
using System.Diagnostics;

namespace AccountPortal.Data.Embedded;

/// <summary>Runs a short-lived program to its end and collects what it prints.</summary>
internal static class Command
{
    internal sealed record Result(int ExitCode, string Output)
    {
        public bool Succeeded => ExitCode == 0;
    }

    /// <exception cref="EmbeddedPostgresException">The program cannot be started at all.</exception>
    public static async Task<Result> RunAsync(IReadOnlyList<string> words, string folder, CancellationToken cancellationToken)
    {
        using var process = Start(words, folder);
        process.StandardInput.Close();
        // Both pipes are read while it runs: a full one would block the program.
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return new Result(process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(IReadOnlyList<string> words, string folder)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        UsePlainEnvironment(start);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new EmbeddedPostgresException($"{words[0]} cannot be run: {exception.Message}", exception);
        }
    }

    // A developer's PGDATA, PGPORT or German messages must not reach the private server.
    private static void UsePlainEnvironment(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }
        start.Environment["LC_ALL"] = "C";
    }
}
