namespace AccountPortal.Admin;

/// <summary>
/// Looking for a text takes the database far longer than a list does. As many are looked for at once as there are cores, and who comes then waits in line: sharing
/// the cores, all of them would be answered as late as the last one is.
/// </summary>
public sealed class SearchTurns : IDisposable
{
    /// <summary>Texts that are looked for at once.</summary>
    public static readonly int AtOnce = Environment.ProcessorCount;

    private readonly SemaphoreSlim free = new(AtOnce);

    /// <summary>Waits for a turn, which ends when it is disposed of.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        return new Turn(free);
    }

    public void Dispose() => free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
