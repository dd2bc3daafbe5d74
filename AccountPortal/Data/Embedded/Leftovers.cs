namespace AccountPortal.Data.Embedded;

/// <summary>Removes clusters that nobody will use again.</summary>
internal static class Leftovers
{
    /// <summary>The throw-away clusters of test runs that were killed: their locks are free.</summary>
    public static async Task RemoveThrowAwaysAsync(ServerAccount? account, PostgresBinaries binaries)
    {
        foreach (var path in (await ThrowAwayFolders.AllAsync(account)).SelectMany(folder => Directory.GetFiles(folder, "*.lock")))
        {
            if (ClusterLock.TryTake(path) is { } clusterLock)
            {
                await RemoveAsync(new ClusterPlace(path[..^".lock".Length], IsKept: false), account, binaries);
                clusterLock.Remove();
            }
        }
    }

    /// <summary>Stops a server that still runs there and deletes everything. The caller holds the lock.</summary>
    public static async Task RemoveAsync(ClusterPlace place, ServerAccount? account, PostgresBinaries binaries)
    {
        if (Directory.Exists(place.Home))
        {
            await new Postmaster(place, account, binaries).StopAsync(immediately: true);
            Directory.Delete(place.Home, recursive: true);
        }
    }
}
