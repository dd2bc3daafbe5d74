using System.Diagnostics;
using AccountPortal.Data.Embedded;
using Npgsql;

namespace AccountPortal.Tests.Deletion;

/// <summary>PostgreSQL's own backup and restore, as an operator runs them.</summary>
internal static class PostgresTools
{
    public static Task DumpAsync(TestDatabase database, string file) => RunAsync(database, "pg_dump", "--format=custom", $"--file={file}");

    public static Task RestoreAsync(TestDatabase database, string file) => RunAsync(database, "pg_restore", "--no-owner", "--exit-on-error", $"--dbname={Parts(database).Database}", file);

    private static async Task RunAsync(TestDatabase database, string program, params string[] arguments)
    {
        var binaries = await PostgresBinaries.FindAsync(null, new ClusterPlace(Path.GetTempPath(), IsKept: false), default);
        // A folder of links may have the server's programs alone.
        var path = new[] { binaries.Folder, $"/usr/lib/postgresql/{binaries.Major}/bin" }.Select(folder => Path.Combine(folder, program)).First(File.Exists);
        var (start, to) = (new ProcessStartInfo(path, arguments) { RedirectStandardError = true }, Parts(database));
        (start.Environment["PGHOST"], start.Environment["PGPORT"]) = (to.Host, $"{to.Port}");
        (start.Environment["PGUSER"], start.Environment["PGPASSWORD"], start.Environment["PGDATABASE"]) = (to.Username, to.Password, to.Database);
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {errors}");
    }

    private static NpgsqlConnectionStringBuilder Parts(TestDatabase database) => new(database.ConnectionString);
}
