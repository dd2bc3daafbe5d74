using System.IO.Compression;
using System.Text;

namespace AccountPortal.Export;

/// <summary>A ZIP that is written from front to back, one entry after the other, with the checksums of all of them as the last.</summary>
internal sealed class ArchiveFile(ZipArchive zip, DateTimeOffset madeAt)
{
    public const string ChecksumsName = "checksums.sha256";

    private readonly StringBuilder checksums = new();

    public async Task AddAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = madeAt;
        await using var content = await entry.OpenAsync(cancellationToken);
        using var sum = new ChecksumStream(content);
        await write(sum);
        // As sha256sum writes it, and "sha256sum -c" reads it.
        checksums.Append(Convert.ToHexStringLower(sum.TakeSha256())).Append("  ").Append(name).Append('\n');
    }

    public Task AddAsync(string name, string text, CancellationToken cancellationToken) =>
        AddAsync(name, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask(), cancellationToken);

    public Task AddChecksumsAsync(CancellationToken cancellationToken) => AddAsync(ChecksumsName, checksums.ToString(), cancellationToken);
}
