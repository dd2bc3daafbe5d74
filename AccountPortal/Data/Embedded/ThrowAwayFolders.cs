namespace AccountPortal.Data.Embedded;

/// <summary>
/// Where throw-away clusters lie: in memory if there is room, else on disk. To make and drop databases of some hundred files each keeps a disk's file system as busy as
/// the server.
/// </summary>
internal static class ThrowAwayFolders
{
    public const string Memory = "/dev/shm";

    // For some dozen databases and the 4 GB that their log may have (ClusterSettings). A container often has 64 MB there.
    private const long Room = 8L << 30;

    /// <summary>Those of this user, the best first: nobody else can put anything into them.</summary>
    public static async Task<IReadOnlyList<string>> AllAsync(ServerAccount? account, string memory = Memory)
    {
        if (account is not null) PrivateFolder.Create(ClusterPlace.RootsFolder, passThrough: true);
        var disk = account is null ? OfUser(Path.GetTempPath()) : Path.Combine(ClusterPlace.RootsFolder, "throw-away");
        string[] folders = HasRoom(memory) && await IsOursAsync(OfUser(memory)) ? [OfUser(memory), disk] : [disk];
        foreach (var folder in folders)
        {
            PrivateFolder.Create(folder, passThrough: account is not null);
        }

        return folders;
    }

    private static string OfUser(string parent) => Path.Combine(parent, $"account-portal-{Environment.UserName}");

    private static bool HasRoom(string memory) =>
        OperatingSystem.IsLinux() && Directory.Exists(memory) && new DriveInfo(memory) is { DriveFormat: "tmpfs", AvailableFreeSpace: >= Room };

    // Anybody may make a folder in memory, under any name, and root would be let into it.
    private static async Task<bool> IsOursAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var asked = await Command.RunAsync(["/bin/sh", "-c", "test -O \"$1\" && test ! -L \"$1\"", "-", folder], "/", CancellationToken.None);
        return asked.Succeeded;
    }
}
