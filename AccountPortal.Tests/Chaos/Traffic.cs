using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace AccountPortal.Tests.Chaos;

/// <summary>
/// The constant load: people who only look, sign in and revoke, confirm that it's them, change their password, delete their account. Each knows exactly what it
/// was told, and finds out what became of an act whose answer was lost.
/// </summary>
internal sealed class Traffic(Gate gate, int accounts) : IAsyncDisposable
{
    public const string Password = "quiet harbour lantern";

    /// <summary>What a revoked session may still be let in for on a node that lost its feed (P2): the lease, and what a slow machine adds to a request.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan NeverAccepted = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<Grave> graves = new();
    private readonly ConcurrentQueue<string> deleted = new();
    private readonly List<Visitor> living = [];
    private readonly List<Task> running = [];
    private readonly int[] rounds = new int[5];
    private Ledger ledger = new("start");

    /// <summary>Where the load writes now; another for each fault.</summary>
    public Ledger Ledger
    {
        get => Volatile.Read(ref ledger);
        set => Volatile.Write(ref ledger, value);
    }

    /// <summary>Addresses whose deletion was confirmed.</summary>
    public IReadOnlyCollection<string> Deleted => deleted;

    /// <summary>Those who change their passwords, a mail each time.</summary>
    public static string Changer(int number) => $"changer{number}@example.com";

    /// <summary>The addresses that the load needs an account for.</summary>
    public static IEnumerable<string> Addresses(int accounts) =>
    [
        .. Enumerable.Range(0, 4).Select(n => $"looker{n}@example.com"), .. Enumerable.Range(0, 2).Select(n => $"revoker{n}@example.com"),
        .. Enumerable.Range(0, 2).Select(n => $"stepper{n}@example.com"), .. Enumerable.Range(0, 2).Select(Changer),
        .. Enumerable.Range(0, accounts).Select(Leaver),
    ];

    public async Task StartAsync()
    {
        await BeginAsync(4, n => $"looker{n}@example.com", 25, LookAsync, 0);
        await BeginAsync(2, n => $"revoker{n}@example.com", 150, RevokeAsync, 1);
        await BeginAsync(2, n => $"stepper{n}@example.com", 120, StepUpAsync, 2);
        await BeginAsync(2, Changer, 200, ChangeAsync, 3);
        running.Add(DeleteAsync());
    }

    /// <summary>Waits until each kind of the load has done so much more.</summary>
    public async Task DoAsync(int more, TimeSpan within)
    {
        var before = rounds.ToArray();
        var deletions = Leavers > 0 ? 1 : 0;
        await Eventually.IsTrueAsync(
            $"the load goes on ({Ledger.Fault})",
            () =>
            {
                Assert.All(running, task => Assert.False(task.IsFaulted, $"{task.Exception}"));
                return Task.FromResult(Enumerable.Range(0, 4).All(kind => Volatile.Read(ref rounds[kind]) >= before[kind] + more) && (Leavers == 0 || Volatile.Read(ref rounds[4]) >= before[4] + deletions));
            },
            within);
    }

    /// <summary>Every session that lives is let in, and none that ended, on every node. Those of the last minutes, not of all time.</summary>
    public async Task VerifyAsync(IReadOnlyList<ChaosNode> nodes)
    {
        foreach (var node in nodes)
        {
            using var direct = new Gate([node.Address]);
            foreach (var grave in graves.Reverse().Take(100))
            {
                var sentAt = Stopwatch.GetTimestamp();
                if (await new Visitor(direct, () => Ledger, grave.Email, "") { Key = grave.Key }.IsLetInAsync())
                {
                    LetIn(grave, sentAt);
                }
            }
        }
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running);
        foreach (var visitor in living)
        {
            if (!await visitor.IsLetInAsync())
            {
                Ledger.FalselySignedOut($"{visitor.Email} at the end");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running.Select(async task => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)));
        stop.Dispose();
    }

    private int Leavers => accounts - Volatile.Read(ref rounds[4]);

    private static string Leaver(int number) => $"leaver{number}@example.com";

    private async Task BeginAsync(int count, Func<int, string> email, int pace, Func<Visitor, Task> round, int kind)
    {
        for (var n = 0; n < count; n++)
        {
            var visitor = new Visitor(gate, () => Ledger, email(n), Password);
            Assert.True(await visitor.SignInAsync());
            living.Add(visitor);
            running.Add(Task.Run(() => RepeatAsync(visitor, TimeSpan.FromMilliseconds(pace), round, kind)));
        }
    }

    // At a constant rate, as people come: whoever has to wait for an answer does not come more often afterwards.
    private async Task RepeatAsync(Visitor visitor, TimeSpan pace, Func<Visitor, Task> round, int kind)
    {
        using var timer = new PeriodicTimer(pace);
        while (!stop.IsCancellationRequested)
        {
            await round(visitor);
            Interlocked.Increment(ref rounds[kind]);
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task LookAsync(Visitor visitor)
    {
        var (began, at) = (Stopwatch.GetTimestamp(), Ledger);
        // Half of them by the cheap way, half as pages do.
        if (!await visitor.IsLetInAsync(visitor.Email.Contains('1', StringComparison.Ordinal) || visitor.Email.Contains('3', StringComparison.Ordinal) ? "/me" : "/session/verify"))
        {
            await SignedOutAsync(visitor, "looking");
        }

        at.Pause(Stopwatch.GetElapsedTime(began));
    }

    private async Task RevokeAsync(Visitor visitor)
    {
        var victim = visitor.Beside();
        Assert.True(await victim.SignInAsync());
        if (await IdOfAsync(victim) is not { } id || !await EndAsync(visitor, id))
        {
            Ledger.FalselySignedOut($"{visitor.Email} (revoking)");
            return;
        }

        await BuryAsync(victim, victim.Key!, Stopwatch.GetTimestamp(), "revoked");
    }

    // The revocation is repeated until somebody says that it is done: 404 says that an earlier one was.
    private async Task<bool> EndAsync(Visitor visitor, string id)
    {
        while (true)
        {
            var answer = await visitor.DeleteAsync($"/me/sessions/{id}");
            if (answer.Is(HttpStatusCode.OK))
            {
                visitor.Ledger.Confirm(Act.Revoke);
                return true;
            }

            if (answer.Is(HttpStatusCode.NotFound))
            {
                return true;
            }

            if (answer.Is(HttpStatusCode.Unauthorized))
            {
                return false;
            }

            if (answer.Is(HttpStatusCode.Forbidden))
            {
                await StepUpAsync(visitor);
                continue;
            }

            await visitor.RestAsync(answer, Act.Revoke);
        }
    }

    private static async Task<string?> IdOfAsync(Visitor visitor)
    {
        while (true)
        {
            var answer = await visitor.GetAsync("/me/sessions");
            if (answer.Is(HttpStatusCode.OK))
            {
                return Visitor.OwnSession(answer);
            }

            if (answer.Is(HttpStatusCode.Unauthorized))
            {
                return null;
            }

            await visitor.RestAsync(answer);
        }
    }

    private async Task StepUpAsync(Visitor visitor)
    {
        var before = visitor.Key!;
        var answer = await visitor.PostAsync("/me/step-up", new { password = visitor.Password });
        if (answer.Is(HttpStatusCode.NoContent))
        {
            visitor.Ledger.Confirm(Act.StepUp);
            await BuryAsync(visitor.Beside(), before, Stopwatch.GetTimestamp(), "rotated");
        }
        else if (!answer.Is(HttpStatusCode.Unauthorized))
        {
            await visitor.RestAsync(answer, Act.StepUp);
        }

        await DemandLivingAsync(visitor, answer, "confirming");
    }

    private async Task ChangeAsync(Visitor visitor)
    {
        var (before, next) = (visitor.Key!, $"{Password} {Random.Shared.NextInt64():x}");
        var answer = await visitor.PostAsync("/me/password", new { currentPassword = visitor.Password, newPassword = next });
        if (answer.Is(HttpStatusCode.NoContent))
        {
            visitor.Ledger.Confirm(Act.ChangePassword);
            visitor.Password = next;
            await BuryAsync(visitor.Beside(), before, Stopwatch.GetTimestamp(), "rotated");
            return;
        }

        if (!answer.Is(HttpStatusCode.Unauthorized))
        {
            await visitor.RestAsync(answer, Act.ChangePassword);
        }

        await FindOutAsync(visitor, next);
        await DemandLivingAsync(visitor, answer, "changing the password");
    }

    // Which of the two it is by now shows at a sign-in; the change may still be under way.
    private static async Task FindOutAsync(Visitor visitor, string next)
    {
        var probe = visitor.Beside();
        for (var isNext = true; ; isNext = !isNext)
        {
            probe.Password = isNext ? next : visitor.Password;
            if (await probe.SignInAsync())
            {
                visitor.Password = probe.Password;
                return;
            }
        }
    }

    private async Task DeleteAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(400));
        for (var n = 0; n < accounts && !stop.IsCancellationRequested; n++)
        {
            var visitor = new Visitor(gate, () => Ledger, Leaver(n), Password);
            if (await visitor.SignInAsync())
            {
                await LeaveAsync(visitor);
            }
            else
            {
                Ledger.Complain($"{visitor.Email} cannot sign in");
            }

            Interlocked.Increment(ref rounds[4]);
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task LeaveAsync(Visitor visitor)
    {
        while (true)
        {
            var answer = await visitor.PostAsync("/me/deletion", new { email = visitor.Email });
            if (answer.Is(HttpStatusCode.Accepted))
            {
                visitor.Ledger.Confirm(Act.AskForDeletion);
                break;
            }

            // An answer was lost, and the account is gone, or its session has a key that nobody was told.
            if (answer.Is(HttpStatusCode.Unauthorized) && !await visitor.SignInAsync())
            {
                break;
            }

            if (!answer.Is(HttpStatusCode.Unauthorized))
            {
                await visitor.RestAsync(answer, Act.AskForDeletion);
            }
        }

        deleted.Enqueue(visitor.Email);
    }

    // A key that was replaced with an answer that got lost on its way is no fault of the portal; one that it had the chance to hand out is.
    private static async Task DemandLivingAsync(Visitor visitor, Answer answer, string what)
    {
        if (await visitor.IsLetInAsync())
        {
            return;
        }

        if (answer.Kind == AnswerKind.None)
        {
            visitor.Ledger.KeyLost();
            Assert.True(await visitor.SignInAsync());
        }
        else
        {
            await SignedOutAsync(visitor, $"{what}, {answer}");
        }
    }

    private static async Task SignedOutAsync(Visitor visitor, string what)
    {
        visitor.Ledger.FalselySignedOut($"{visitor.Email} ({what})");
        await visitor.SignInAsync();
    }

    // Asks until it was refused three times running, at whichever nodes the proxy picks.
    private async Task BuryAsync(Visitor thief, string key, long endedAt, string why)
    {
        thief.Key = key;
        var grave = new Grave(thief.Email, key, why, endedAt);
        graves.Enqueue(grave);
        for (var refused = 0; refused < 3;)
        {
            var answer = await thief.GetAsync("/session/verify");
            if (answer.Is(HttpStatusCode.Unauthorized))
            {
                refused++;
            }
            else if (answer.Is(HttpStatusCode.OK))
            {
                refused = 0;
                if (LetIn(grave, answer.SentAt) > NeverAccepted)
                {
                    return;
                }
            }
            else
            {
                await thief.RestAsync(answer);
            }
        }
    }

    // A node hears of it within milliseconds, and one that lost its feed trusts nothing after its lease.
    private TimeSpan LetIn(Grave grave, long sentAt)
    {
        var late = Stopwatch.GetElapsedTime(grave.EndedAt, sentAt);
        Ledger.Late(late);
        if (late > Lease)
        {
            Ledger.StillAccepted($"{grave.Email} ({grave.Why}) {late.TotalSeconds:0.0} s later");
        }

        return late;
    }

    private sealed record Grave(string Email, string Key, string Why, long EndedAt);
}
