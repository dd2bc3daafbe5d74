using System.Runtime.CompilerServices;
using AccountPortal.Data;

namespace AccountPortal.Mail;

/// <summary>Wakes the dispatcher when a mail was committed in this process. Mails of other nodes, and those committed past EF Core, are found by polling.</summary>
public sealed class OutboxSignal
{
    private static readonly object Mark = new();

    // Weak: a context that is thrown away without a commit leaves nothing behind.
    private readonly ConditionalWeakTable<PortalDbContext, object> posted = [];
    private volatile TaskCompletionSource awake = NewSource();

    public void Posted(PortalDbContext db) => posted.AddOrUpdate(db, Mark);

    public void Committed(PortalDbContext db)
    {
        if (posted.Remove(db))
        {
            awake.TrySetResult();
        }
    }

    /// <summary>Waits for the next commit, <paramref name="atMost"/> so long. One waiter only.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        await Task.WhenAny(awake.Task, Task.Delay(atMost, cancellationToken));
        // Replaced before the caller looks at the table: what is committed from here on wakes it again.
        awake = NewSource();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
