namespace AccountPortal.Data.Embedded;

/// <summary>Folders that other users of the machine cannot write to, and mostly cannot enter.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode OthersPassThrough = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Makes the folder if it is missing. With <paramref name="passThrough"/> others may reach what they know by name inside it:
    /// the server's account must reach its own folder below root's.
    /// </summary>
    public static void Create(string path, bool passThrough = false)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            // Fails for a folder that somebody else made first in a shared place such as the temp folder.
            File.SetUnixFileMode(path, passThrough ? OthersPassThrough : OwnerOnly);
        }
    }

    /// <summary>Writes a file that the server's account may read, whatever root's umask is.</summary>
    public static void WriteShared(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    public static async Task CreateForAsync(ServerAccount? owner, string path, CancellationToken cancellationToken)
    {
        Create(path);
        if (owner is null)
        {
            return;
        }
        var result = await Command.RunAsync(["chown", $"{owner.UserId}:{owner.GroupId}", path], "/", cancellationToken);
        if (!result.Succeeded)
        {
            throw new EmbeddedPostgresException($"{path} could not be given to the user {owner.Name}: {result.Output}");
        }
    }
}
