using System.Collections.Concurrent;
using AccountPortal.Accounts;
using Microsoft.Extensions.Options;

namespace AccountPortal.Passwords;

/// <summary>
/// The way to <see cref="PasswordCheck"/>. One password costs as much as thousands of session checks: at most <see cref="AtOnce"/> are hashed at once, on threads of
/// their own that give way to all others; a few wait, and whoever comes then is told to come back (429). A storm of sign-ins slows sign-ins down.
/// </summary>
public sealed class PasswordFence : IDisposable
{
    /// <summary>
    /// A core is left to all else (where there is more than one). Where every core hashes, a request that wakes up finds none that is free, and the system lets
    /// whoever runs go on until its next tick, however unimportant: milliseconds for what takes microseconds.
    /// </summary>
    public static readonly int AtOnce = Math.Max(1, Environment.ProcessorCount - 1);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly PasswordCheck passwords;
    private readonly BlockingCollection<Action> waiting;
    private readonly TimeProvider clock = TimeProvider.System;
    private long lastTicks = TimeSpan.TicksPerSecond / 4;

    public PasswordFence(PasswordCheck passwords, IOptions<PasswordSettings> settings)
    {
        this.passwords = passwords;
        waiting = new(settings.Value.MaxWaiting);
        for (var i = 0; i < AtOnce; i++)
        {
            new Thread(Work) { IsBackground = true, Name = "Passwords" }.Start();
        }
    }

    /// <inheritdoc cref="PasswordCheck.Verify"/>
    /// <exception cref="PasswordsBusyException">Too many wait already.</exception>
    public Task<PasswordOutcome> VerifyAsync(Account? account, string password, CancellationToken cancellationToken) =>
        EnqueueAsync(() => passwords.Verify(account, password), cancellationToken);

    /// <inheritdoc cref="PasswordCheck.Hash"/>
    /// <exception cref="PasswordsBusyException">Too many wait already.</exception>
    public Task<string> HashAsync(Account account, string password, CancellationToken cancellationToken) =>
        EnqueueAsync(() => passwords.Hash(account, password), cancellationToken);

    /// <summary>For a place that counts tries: one that is turned away here is none.</summary>
    /// <exception cref="PasswordsBusyException">Too many wait already.</exception>
    public void DemandRoom()
    {
        if (waiting.Count >= waiting.BoundedCapacity)
        {
            throw new PasswordsBusyException(Wait());
        }
    }

    // The threads end once nothing is left to do.
    public void Dispose() => waiting.CompleteAdding();

    private Task<T> EnqueueAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        return waiting.TryAdd(Run) ? done.Task : throw new PasswordsBusyException(Wait());

        void Run()
        {
            // Whoever went away meanwhile costs nothing.
            if (cancellationToken.IsCancellationRequested)
            {
                done.SetCanceled(cancellationToken);
                return;
            }

            try
            {
                done.SetResult(work());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        }
    }

    private void Work()
    {
        ThreadNiceness.GiveWay();
        foreach (var run in waiting.GetConsumingEnumerable())
        {
            var began = clock.GetTimestamp();
            run();
            Volatile.Write(ref lastTicks, clock.GetElapsedTime(began).Ticks);
        }
    }

    private TimeSpan Wait()
    {
        var wait = TimeSpan.FromTicks(Volatile.Read(ref lastTicks)) * (waiting.Count + 1.0) / AtOnce;
        return wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
    }
}

/// <summary>More passwords are to be hashed than this node can do soon; <see cref="RetryAfter"/> says when it is worth trying again.</summary>
public sealed class PasswordsBusyException(TimeSpan retryAfter) : Exception("Too many passwords are waiting to be hashed.")
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
