using System.Diagnostics;
using Npgsql;

namespace AccountPortal.Bench;

/// <summary>A psql that a person might have open: it tells the portal nothing.</summary>
internal sealed class Psql : IDisposable
{
    private readonly Process process;

    public Psql(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        process = Process.Start(new ProcessStartInfo("psql", ["-h", parts.Host!, "-p", $"{parts.Port}", "-U", parts.Username!, "-d", parts.Database!, "-qAtX", "-v", "ON_ERROR_STOP=1"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Runs a statement that returns one value. It is committed when this returns.</summary>
    public async Task<string> RunAsync(string sql)
    {
        await process.StandardInput.WriteLineAsync(sql + ";");
        await process.StandardInput.FlushAsync();
        return await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("psql has ended.");
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
