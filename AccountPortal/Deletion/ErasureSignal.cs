namespace AccountPortal.Deletion;

/// <summary>Wakes the eraser of this process: something became due just now. Other nodes find it with their next round.</summary>
public sealed class ErasureSignal : IDisposable
{
    private readonly SemaphoreSlim due = new(0);

    public void Set() => due.Release();

    /// <summary>Waits for it, <paramref name="atMost"/> so long.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => due.WaitAsync(atMost, cancellationToken);

    public void Dispose() => due.Dispose();
}
