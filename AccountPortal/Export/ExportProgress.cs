namespace AccountPortal.Export;

/// <summary>How far an archive is: written by whoever makes it, read by whoever tells.</summary>
internal sealed class ExportProgress
{
    private long done;
    private long total = -1;

    public long Done => Interlocked.Read(ref done);

    /// <summary>Null until the rows are counted.</summary>
    public long? Total
    {
        get => Interlocked.Read(ref total) is >= 0 and var known ? known : null;
        set => Interlocked.Exchange(ref total, value ?? -1);
    }

    public void Advance() => Interlocked.Increment(ref done);
}
