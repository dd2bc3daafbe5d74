using System.Collections.Concurrent;

namespace AccountPortal.Tests.Chaos;

/// <summary>The acts of the load that leave a row behind, each counted on both sides.</summary>
internal enum Act
{
    SignIn,
    StepUp,
    Revoke,
    ChangePassword,
    AskForDeletion,
}

/// <summary>What the load saw while one fault was played: every request, every refusal, every act that was confirmed and every one that may have been done.</summary>
internal sealed class Ledger(string fault)
{
    private readonly ConcurrentDictionary<Act, int> confirmed = new();
    private readonly ConcurrentDictionary<Act, int> uncertain = new();
    private readonly ConcurrentQueue<string> wrong = new();
    private readonly ConcurrentQueue<string> signedOut = new();
    private readonly ConcurrentQueue<string> accepted = new();
    private int requests;
    private int underWay;
    private int unavailable;
    private int unanswered;
    private int keysLost;
    private long worstPause;
    private long worstLate;

    public string Fault => fault;

    public int Requests => Volatile.Read(ref requests);

    public int Unavailable => Volatile.Read(ref unavailable);

    public int Unanswered => Volatile.Read(ref unanswered);

    /// <summary>Sessions whose new key went down with the node or the connection that carried it: it was never handed out, and the old one is dead.</summary>
    public int KeysLost => Volatile.Read(ref keysLost);

    public TimeSpan WorstPause => TimeSpan.FromTicks(Interlocked.Read(ref worstPause));

    /// <summary>How long after the answer to a revocation a request began that was still let in, at worst.</summary>
    public TimeSpan WorstLate => TimeSpan.FromTicks(Interlocked.Read(ref worstLate));

    /// <summary>Answers that nobody should get.</summary>
    public IReadOnlyCollection<string> Wrong => wrong;

    public IReadOnlyCollection<string> SignedOut => signedOut;

    /// <summary>Sessions that were revoked and let in beyond the promise.</summary>
    public IReadOnlyCollection<string> Accepted => accepted;

    public int Confirmed(Act act) => confirmed.GetValueOrDefault(act);

    public int Uncertain(Act act) => uncertain.GetValueOrDefault(act);

    public void Confirm(Act act) => confirmed.AddOrUpdate(act, 1, (_, count) => count + 1);

    public void Doubt(Act act) => uncertain.AddOrUpdate(act, 1, (_, count) => count + 1);

    /// <summary>Requests that were sent while it was open and have no answer yet.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    public void Send() => Interlocked.Increment(ref underWay);

    public void Request(Answer answer)
    {
        Interlocked.Decrement(ref underWay);
        Interlocked.Increment(ref requests);
        if (answer.Kind == AnswerKind.Unavailable)
        {
            Interlocked.Increment(ref unavailable);
        }
        else if (answer.Kind == AnswerKind.None)
        {
            Interlocked.Increment(ref unanswered);
        }
    }

    public void KeyLost() => Interlocked.Increment(ref keysLost);

    public void Complain(string what) => wrong.Enqueue(what);

    public void FalselySignedOut(string who) => signedOut.Enqueue(who);

    public void StillAccepted(string who) => accepted.Enqueue(who);

    public void Pause(TimeSpan length) => Raise(ref worstPause, length.Ticks);

    public void Late(TimeSpan length) => Raise(ref worstLate, length.Ticks);

    private static void Raise(ref long target, long value)
    {
        for (var seen = Interlocked.Read(ref target); seen < value;)
        {
            var found = Interlocked.CompareExchange(ref target, value, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
