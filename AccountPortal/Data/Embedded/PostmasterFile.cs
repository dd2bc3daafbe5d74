using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AccountPortal.Data.Embedded;

/// <summary>What postmaster.pid in a data folder says: the server that runs there, or ran there before the machine or the server died.</summary>
internal sealed record PostmasterFile(int ProcessId, DateTimeOffset StartedAt, string SocketFolder)
{
    // The system's clock may have been set since, so the two times are only roughly the same.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    /// <summary>Null when no server runs there, or the file is a torn rest.</summary>
    public static PostmasterFile? Read(string data)
    {
        var path = PathIn(data);
        try
        {
            return File.ReadAllLines(path) is [var pid, _, var started, _, var socketFolder, ..]
                && int.TryParse(pid, CultureInfo.InvariantCulture, out var processId)
                && long.TryParse(started, CultureInfo.InvariantCulture, out var seconds)
                    ? new PostmasterFile(processId, DateTimeOffset.FromUnixTimeSeconds(seconds), socketFolder)
                    : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether that server still lives: after a reboot another process may have its number.</summary>
    public bool IsLive()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return process.ProcessName == "postgres" && !IsZombie() && (process.StartTime.ToUniversalTime() - StartedAt.UtcDateTime).Duration() < Tolerance;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Removes what a dead server left: PostgreSQL itself refuses to start while any process has the number.</summary>
    public static void DeleteIn(string data)
    {
        if (Directory.Exists(data))
        {
            File.Delete(PathIn(data));
        }
    }

    private static string PathIn(string data) => Path.Combine(data, "postmaster.pid");

    // In a container whose first process reaps nobody, a killed server stays in the process table for ever.
    private bool IsZombie()
    {
        var path = $"/proc/{ProcessId}/stat";
        return File.Exists(path) && File.ReadAllText(path).Contains(") Z ", StringComparison.Ordinal);
    }
}
