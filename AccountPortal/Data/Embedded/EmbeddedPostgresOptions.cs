namespace AccountPortal.Data.Embedded;

/// <summary>Which private cluster to run. Make one with <see cref="Kept"/> (development) or <see cref="ThrowAway"/> (tests).</summary>
public sealed record EmbeddedPostgresOptions
{
    private EmbeddedPostgresOptions() { }

    /// <summary>The git-ignored folder of the checkout, or null for a cluster that is removed when it stops.</summary>
    public string? Folder { get; private init; }

    /// <summary>The database that the connection string names; it is created if it is missing.</summary>
    public string Database { get; init; } = "portal";

    /// <summary>More than Npgsql's default pool of 100, so that the app, its change feed and a psql fit together.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>Where to look for the server binaries instead of PATH and the usual places.</summary>
    public IReadOnlyList<string>? BinaryFolders { get; init; }

    /// <summary>A cluster whose data lives in <paramref name="folder"/> and is there again at the next start.</summary>
    public static EmbeddedPostgresOptions Kept(string folder) => new() { Folder = Path.GetFullPath(folder) };

    /// <summary>A cluster for one test run: fast, because it would not survive a crash of the machine, and removed at the end.</summary>
    public static EmbeddedPostgresOptions ThrowAway() => new() { MaxConnections = 300 };
}
