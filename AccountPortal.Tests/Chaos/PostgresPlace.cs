using System.Security.Cryptography;
using AccountPortal.Data.Embedded;

namespace AccountPortal.Tests.Chaos;

/// <summary>The folder of a pair of servers, whom they run as, and the programs that make and move them. All of it goes at the end.</summary>
internal sealed class PostgresPlace : IAsyncDisposable
{
    public const string Role = "portal";
    public const string Database = "portal";
    private readonly ServerAccount? account = ServerAccount.Choose();
    private PostgresBinaries? binaries;
    private string? disk;

    public string Folder { get; } = Directory.CreateTempSubdirectory("portal-chaos-").FullName;

    public string Password { get; } = RandomNumberGenerator.GetHexString(32);

    /// <summary>A folder that the server's account owns.</summary>
    public async Task OwnAsync(string path)
    {
        PrivateFolder.Create(Folder, passThrough: account is not null);
        await PrivateFolder.CreateForAsync(account, path, CancellationToken.None);
    }

    public async Task RunAsync(string program, params string[] words)
    {
        binaries ??= await PostgresBinaries.FindAsync(null, new ClusterPlace(Folder, IsKept: false), CancellationToken.None);
        var result = await Command.RunAsync([.. account?.Prefix ?? [], PathOf(program), .. words], "/", CancellationToken.None);
        Assert.True(result.Succeeded, $"{program} {string.Join(' ', words)}: {result.Output}");
    }

    // Not every folder that has the server's programs (or links to them) has those of its clients.
    private string PathOf(string program)
    {
        var beside = Path.Combine(binaries!.Folder, program);
        var real = Path.GetDirectoryName(File.ResolveLinkTarget(Path.Combine(binaries.Folder, "postgres"), returnFinalTarget: true)?.FullName);
        return File.Exists(beside) || real is null ? beside : Path.Combine(real, program);
    }

    public static async Task RemoveAsync(string path)
    {
        var result = await Command.RunAsync(["rm", "-rf", path], "/", CancellationToken.None);
        Assert.True(result.Succeeded, result.Output);
    }

    /// <summary>Puts a small disk under what lies in <paramref name="name"/> from then on. <c>false</c> where this machine does not let us.</summary>
    public async Task<bool> MountSmallDiskAsync(string name, int megabytes)
    {
        var path = Path.Combine(Folder, name);
        await OwnAsync(path);
        if (!Environment.IsPrivilegedProcess || !(await Command.RunAsync(["mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path], "/", CancellationToken.None)).Succeeded)
        {
            return false;
        }

        disk = path;
        await OwnAsync(path);
        return true;
    }

    /// <summary>Fills that disk to the last byte.</summary>
    public async Task FillDiskAsync()
    {
        // It ends with "no space left", which is what is wanted.
        await Command.RunAsync(["dd", "if=/dev/zero", $"of={disk}/ballast", "bs=4k"], "/", CancellationToken.None);
    }

    public Task FreeDiskAsync() => RemoveAsync($"{disk}/ballast");

    public async ValueTask DisposeAsync()
    {
        if (disk is not null)
        {
            await Command.RunAsync(["umount", disk], "/", CancellationToken.None);
        }

        await RemoveAsync(Folder);
    }
}
