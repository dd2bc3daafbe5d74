using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace AccountPortal.Places;

/// <summary>
/// Tells one edition of a database from another without reading it whole: length, time of the last change, and the file's end, where a
/// database says when it was built (an unpacked archive may give every edition the same time).
/// </summary>
internal readonly record struct FileStamp(long Length, DateTime ChangedAt, string End)
{
    private const int EndBytes = 4096;

    /// <summary>The stamp of what the path leads to just now, through links; <c>null</c> where nothing can be read. A rename is seen as well.</summary>
    public static FileStamp? Of(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan, share: FileShare.ReadWrite | FileShare.Delete);
            return Of(file);
        }
        catch (Exception exception) when (DatabaseFile.IsUnreadable(exception))
        {
            return null;
        }
    }

    public static FileStamp Of(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var end = new byte[Math.Min(length, EndBytes)];
        var read = RandomAccess.Read(file, end, length - end.Length);
        return new FileStamp(length, File.GetLastWriteTimeUtc(file), Convert.ToHexString(SHA256.HashData(end.AsSpan(0, read))));
    }
}
