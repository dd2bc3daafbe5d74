using System.Globalization;
using System.Text.RegularExpressions;

namespace AccountPortal.Data.Embedded;

/// <summary>An installed PostgreSQL server: the folder with initdb, postgres and pg_ctl, and its major version.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    private static readonly string[] Programs = ["initdb", "postgres", "pg_ctl"];

    // Folder patterns with at most one "*", in the order of preference.
    private static readonly string[] UsualPlaces =
    [
        "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/usr/libexec/postgresql*",
        "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ];

    public string InitDb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <summary>The first one found, or the one of the major version that the existing data needs.</summary>
    /// <exception cref="EmbeddedPostgresException">None is installed, or none of that version.</exception>
    public static async Task<PostgresBinaries> FindAsync(IReadOnlyList<string>? folders, ClusterPlace place, CancellationToken cancellationToken)
    {
        var needed = place.DataMajor();
        List<int> found = [];
        foreach (var folder in (folders ?? [.. SearchPath(), .. UsualPlaces.SelectMany(Expand)]).Where(IsComplete))
        {
            if (await MajorAsync(folder, cancellationToken) is not { } major)
            {
                continue;
            }
            if (needed is null || needed == major)
            {
                return new PostgresBinaries(folder, major);
            }
            found.Add(major);
        }
        throw found.Count == 0 ? new PostgresMissingException() : new EmbeddedPostgresException(
            $"The data in {place.Data} was made by PostgreSQL {needed}, installed is {string.Join(", ", found.Distinct())}: " +
            $"install PostgreSQL {needed}, or delete {place.Home} to start afresh.");
    }

    private static string[] SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return [pattern];
        }
        var parent = pattern[..pattern.LastIndexOf('/', star)];
        var end = pattern.IndexOf('/', star) is var slash and >= 0 ? slash : pattern.Length;
        return !Directory.Exists(parent) ? [] : Directory.GetDirectories(parent, pattern[(parent.Length + 1)..end])
            .OrderByDescending(Version)
            .Select(folder => folder + pattern[end..]);
    }

    private static int Version(string folder) =>
        int.TryParse(Digits().Match(Path.GetFileName(folder)).Value, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static bool IsComplete(string folder) => Programs.All(program => File.Exists(Path.Combine(folder, program)));

    private static async Task<int?> MajorAsync(string folder, CancellationToken cancellationToken)
    {
        var result = await Command.RunAsync([Path.Combine(folder, "postgres"), "--version"], "/", cancellationToken);
        var match = Digits().Match(result.Output);
        return result.Succeeded && match.Success ? int.Parse(match.Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
