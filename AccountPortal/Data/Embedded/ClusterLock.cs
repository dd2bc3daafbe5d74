using System.Globalization;

namespace AccountPortal.Data.Embedded;

/// <summary>
/// Held by the one app that uses a cluster. The kernel drops it with the process, so nothing is left over after a kill -9.
/// </summary>
internal sealed class ClusterLock : IDisposable
{
    private readonly FileStream file;

    private ClusterLock(FileStream file) => this.file = file;

    /// <exception cref="EmbeddedPostgresException">Another process holds it.</exception>
    public static ClusterLock Take(string path) => TryTake(path) ?? throw new EmbeddedPostgresException(
        $"The embedded PostgreSQL is in use by {Holder(path)}: stop that, or set ConnectionStrings__Portal so that several apps share one database.");

    public static ClusterLock? TryTake(string path)
    {
        if (Open(path) is not { } file)
        {
            return null;
        }
        File.WriteAllText(HolderPath(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new ClusterLock(file);
    }

    public void Dispose() => file.Dispose();

    /// <summary>Releases the lock of a cluster that is gone, and its files with it.</summary>
    public void Remove()
    {
        File.Delete(HolderPath(file.Name));
        File.Delete(file.Name);
        Dispose();
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    // In a file of its own, because .NET refuses even to read a locked one.
    private static string HolderPath(string path) => Path.ChangeExtension(path, ".pid");

    private static string Holder(string path) =>
        File.Exists(HolderPath(path)) ? $"process {File.ReadAllText(HolderPath(path))}" : "another process";
}
