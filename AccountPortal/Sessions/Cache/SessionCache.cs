using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions.Cache;

/// <summary>
/// The live sessions that this node has read, bounded in number. It answers only while the lease runs (P2). A read that was under way when a change came in
/// does not put the old row back: it brings the generation that it began in, and each change begins another.
/// </summary>
internal sealed class SessionCache(FeedLease lease, IOptions<SessionCacheSettings> settings)
{
    private readonly ConcurrentDictionary<KeyHash, Entry> byKey = new();
    private readonly Dictionary<Guid, Entry> bySession = [];
    // The newest of an account's; each knows the next.
    private readonly Dictionary<Guid, Entry> byAccount = [];
    private readonly Lock changing = new();
    private long generation;
    private long round;

    public int Count => byKey.Count;

    /// <summary>Whether it answers at all: it has room for any, and the lease runs.</summary>
    public bool IsTrusted => settings.Value.Size > 0 && lease.IsHeld;

    /// <summary>What a read brings along that wants to <see cref="Put"/> what it finds; taken before the read begins.</summary>
    public long Generation => Interlocked.Read(ref generation);

    /// <summary>The session of that key, if the node knows it and may trust what it knows.</summary>
    public CachedSession? Find(ReadOnlySpan<byte> keyHash) => FindEntry(KeyHash.Of(keyHash))?.Session;

    /// <inheritdoc cref="Find(ReadOnlySpan{byte})"/>
    /// <remarks>For a cookie whose tag nobody computed: it has to be the one that was found to fit.</remarks>
    public CachedSession? Find(CookieGlance shown) => FindEntry(shown.KeyHash) is { } entry && entry.Tag == shown.Tag ? entry.Session : null;

    /// <summary>Remembers a session that was read in <paramref name="readIn"/>, and its cookie's tag; nothing, if anything changed since.</summary>
    public void Put(CachedSession session, ulong tag, long readIn)
    {
        if (!IsTrusted)
        {
            return;
        }

        lock (changing)
        {
            if (generation != readIn)
            {
                return;
            }

            Remove(session.Id);
            if (byKey.Count >= settings.Value.Size)
            {
                MakeRoom();
            }

            var key = KeyHash.Of(session.KeyHash);
            ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(byAccount, session.UserId, out _);
            first = byKey[key] = bySession[session.Id] = new Entry(session, tag, round) { Next = first };
        }
    }

    /// <summary>Forgets a session that ended, or changed.</summary>
    public void Evict(Guid sessionId)
    {
        lock (changing)
        {
            Interlocked.Increment(ref generation);
            Remove(sessionId);
        }
    }

    /// <summary>Forgets the sessions of an account that changed.</summary>
    public void EvictAccount(Guid userId)
    {
        lock (changing)
        {
            Interlocked.Increment(ref generation);
            while (byAccount.TryGetValue(userId, out var entry))
            {
                Remove(entry.Session.Id);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (changing)
        {
            Interlocked.Increment(ref generation);
            byKey.Clear();
            bySession.Clear();
            byAccount.Clear();
        }
    }

    private void Remove(Guid sessionId)
    {
        if (!bySession.Remove(sessionId, out var entry))
        {
            return;
        }

        byKey.TryRemove(KeyHash.Of(entry.Session.KeyHash), out _);
        var userId = entry.Session.UserId;
        ref var place = ref CollectionsMarshal.GetValueRefOrNullRef(byAccount, userId);
        if (place != entry)
        {
            Before(entry, place).Next = entry.Next;
        }
        else if (entry.Next is { } next)
        {
            place = next;
        }
        else
        {
            byAccount.Remove(userId);
        }
    }

    // An account has few.
    private static Entry Before(Entry entry, Entry first)
    {
        while (first.Next != entry)
        {
            first = first.Next!;
        }

        return first;
    }

    private Entry? FindEntry(KeyHash key)
    {
        if (!lease.IsHeld || !byKey.TryGetValue(key, out var entry))
        {
            return null;
        }

        entry.Use(Volatile.Read(ref round));
        return entry;
    }

    // The tenth that was not used for longest goes, so that a full cache is not searched at each read.
    private void MakeRoom()
    {
        round++;
        var leaving = byKey.Values.Select(entry => (entry.Rank, entry.Session.Id)).Order().Take((settings.Value.Size / 10) + 1).ToArray();
        foreach (var (_, id) in leaving)
        {
            Remove(id);
        }
    }

    private sealed class Entry(CachedSession session, ulong tag, long round)
    {
        private long rank = 2 * round;

        public CachedSession Session => session;

        public ulong Tag => tag;

        /// <summary>Another session of the same account.</summary>
        public Entry? Next { get; set; }

        /// <summary>The higher the longer it stays: by the round that it was last asked for in, and what was put in but never asked for goes before the rest of its round.</summary>
        public long Rank => Volatile.Read(ref rank);

        // Coarse on purpose: a request writes no more than it must.
        public void Use(long now)
        {
            var used = (2 * now) + 1;
            if (Volatile.Read(ref rank) != used)
            {
                Volatile.Write(ref rank, used);
            }
        }
    }
}
