using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AccountPortal.Tests.Settings;

/// <summary>The built executable as an operator runs it: its settings are environment variables, what it says is on its streams.</summary>
public sealed partial class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly Task<string> errors;

    private PortalProcess(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    public static PortalProcess Start(string environment, Dictionary<string, string?> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "AccountPortal.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new PortalProcess(Process.Start(start)!);
    }

    /// <summary>Runs to the end; the exit code and what was written to the error stream.</summary>
    public async Task<(int ExitCode, string Error)> EndAsync()
    {
        var (exitCode, _, error) = await EndWithOutputAsync();
        return (exitCode, error);
    }

    /// <summary>Runs to the end, for a command that has something to say.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndWithOutputAsync()
    {
        using var bound = new CancellationTokenSource(Bound);
        var output = process.StandardOutput.ReadToEndAsync(bound.Token);
        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, (await output).Trim(), (await errors).Trim());
    }

    /// <summary>Waits for the line that says where the portal runs.</summary>
    public async Task<Uri> AddressAsync()
    {
        using var bound = new CancellationTokenSource(Bound);
        while (await process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            if (RunsAt().Match(line) is { Success: true } match)
            {
                return new Uri(match.Groups[1].Value);
            }
        }

        throw new InvalidOperationException($"The portal ended: {await errors}");
    }

    /// <summary>Ends it as a power cut would (SIGKILL). It was alive until now.</summary>
    public async Task KillAsync()
    {
        Assert.False(process.HasExited, "The portal had ended by itself.");
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    [GeneratedRegex(@"The portal runs at ([^\s""]+)")]
    private static partial Regex RunsAt();
}
