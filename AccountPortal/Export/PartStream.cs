namespace AccountPortal.Export;

/// <summary>Cuts what is written into parts of <see cref="PartSize"/>, so that an archive of any length takes the memory of one.</summary>
internal sealed class PartStream(Func<int, ReadOnlyMemory<byte>, CancellationToken, Task> store) : WriteOnlyStream
{
    public const int PartSize = 256 * 1024;

    private readonly MemoryStream pending = new(2 * PartSize);
    private int next;

    // Some of a ZIP's headers are written synchronously: a few bytes, which wait for the next write that can wait itself.
    public override void Write(ReadOnlySpan<byte> buffer) => pending.Write(buffer);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            await StoreFullAsync(cancellationToken);
            var fits = Math.Min(buffer.Length, PartSize - (int)pending.Length);
            pending.Write(buffer.Span[..fits]);
            buffer = buffer[fits..];
        }

        await StoreFullAsync(cancellationToken);
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => StoreFullAsync(cancellationToken);

    /// <summary>Stores what is left. Not when it is disposed of: an archive that broke off has no last part.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await StoreFullAsync(cancellationToken);
        if (pending.Length > 0)
        {
            await TakeAsync((int)pending.Length, cancellationToken);
        }
    }

    private async Task StoreFullAsync(CancellationToken cancellationToken)
    {
        while (pending.Length >= PartSize)
        {
            await TakeAsync(PartSize, cancellationToken);
        }
    }

    private async Task TakeAsync(int length, CancellationToken cancellationToken)
    {
        var written = pending.GetBuffer().AsMemory(0, (int)pending.Length);
        await store(next++, written[..length], cancellationToken);
        var rest = written[length..];
        rest.CopyTo(written);
        pending.SetLength(rest.Length);
        pending.Position = rest.Length;
    }
}
