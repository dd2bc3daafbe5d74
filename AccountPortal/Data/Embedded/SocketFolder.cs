using System.Text;

namespace AccountPortal.Data.Embedded;

/// <summary>The private folder of the server's Unix socket.</summary>
internal static class SocketFolder
{
    // sockaddr_un holds 103 bytes and a zero on macOS, four more on Linux.
    private const int LongestPath = 103;

    /// <summary>
    /// The one of a server that still runs; else inside the cluster's place, or where that path is too long for a socket, a new one
    /// in the temp folder.
    /// </summary>
    public static async Task<string> ChooseAsync(ClusterPlace place, ServerAccount? account, CancellationToken cancellationToken)
    {
        if (PostmasterFile.Read(place.Data) is { } file && file.IsLive())
        {
            return file.SocketFolder;
        }
        var folder = Path.Combine(place.Server, "run");
        if (!Fits(folder))
        {
            folder = Directory.CreateTempSubdirectory("portal-").FullName;
        }
        if (!Fits(folder))
        {
            throw new EmbeddedPostgresException($"{folder} is too long a path for a socket: set TMPDIR to a shorter one.");
        }
        await PrivateFolder.CreateForAsync(account, folder, cancellationToken);
        return folder;
    }

    /// <summary>Removes the socket of a dead server and its lock file, which like postmaster.pid holds a process id.</summary>
    public static void Clear(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, ".s.PGSQL.*"))
        {
            File.Delete(file);
        }
    }

    /// <summary>Removes the folder if it lies outside the cluster's place.</summary>
    public static void Delete(string folder, ClusterPlace place)
    {
        if (!folder.StartsWith(place.Home, StringComparison.Ordinal) && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A comma separates hosts for Npgsql and folders for PostgreSQL, a colon starts a port.
    private static bool Fits(string folder) =>
        Encoding.UTF8.GetByteCount(folder + "/.s.PGSQL.5432") <= LongestPath && folder.IndexOfAny([',', ':', '"', '\'', '\\']) < 0;
}
