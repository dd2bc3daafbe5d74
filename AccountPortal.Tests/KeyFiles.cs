using System.Security.Cryptography;

namespace AccountPortal.Tests;

/// <summary>Key files such as <c>openssl rand -base64 32</c> makes, in a folder that goes with the process.</summary>
public static class KeyFiles
{
    private static readonly DirectoryInfo Folder = MakeFolder();

    /// <summary>The one that production portals under test use unless a test says otherwise.</summary>
    public static string Shared { get; } = Create();

    public static string Create()
    {
        var path = NewPath("key");
        File.WriteAllText(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n");
        return path;
    }

    public static string NewPath(string extension) => Path.Combine(Folder.FullName, $"{Path.GetRandomFileName()}.{extension}");

    private static DirectoryInfo MakeFolder()
    {
        var folder = Directory.CreateTempSubdirectory("portal-keys-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        return folder;
    }
}
