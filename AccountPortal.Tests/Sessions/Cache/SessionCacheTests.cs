using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using AccountPortal.Sessions.Cache;
using Microsoft.Extensions.Options;

namespace AccountPortal.Tests.Sessions.Cache;

/// <summary>What a node remembers, how much, and when it must not.</summary>
public class SessionCacheTests
{
    private const ulong Tag = 17;
    private readonly FeedLease lease = new(TimeProvider.System);

    public SessionCacheTests() => lease.Extend(lease.Now, TimeSpan.FromHours(1));

    [Fact]
    public void It_finds_what_was_put_in_by_the_key_alone()
    {
        var (cache, session) = (Cache(), Session());
        cache.Put(session, Tag, cache.Generation);
        Assert.Same(session, cache.Find(session.KeyHash));
        Assert.Null(cache.Find(Session().KeyHash));
    }

    [Fact]
    public void Without_the_lease_it_answers_nothing_and_takes_nothing()
    {
        var (cache, session, late) = (Cache(), Session(), Session());
        cache.Put(session, Tag, cache.Generation);
        lease.Drop();
        cache.Put(late, Tag, cache.Generation);
        Assert.Null(cache.Find(session.KeyHash));
        lease.Extend(lease.Now, TimeSpan.FromHours(1));
        Assert.Null(cache.Find(late.KeyHash));
    }

    [Fact]
    public void A_read_that_a_change_overtook_is_not_put_in()
    {
        foreach (var change in new Action<SessionCache, CachedSession>[] { (cache, it) => cache.Evict(it.Id), (cache, it) => cache.EvictAccount(it.UserId), (cache, _) => cache.Clear() })
        {
            var (cache, session) = (Cache(), Session());
            var began = cache.Generation;
            change(cache, session);
            cache.Put(session, Tag, began);
            Assert.Null(cache.Find(session.KeyHash));
            cache.Put(session, Tag, cache.Generation);
            Assert.NotNull(cache.Find(session.KeyHash));
        }
    }

    [Fact]
    public async Task However_reads_and_changes_race_nothing_stays_that_was_read_before_its_change()
    {
        var cache = Cache();
        var sessions = Enumerable.Range(0, 64).Select(_ => Session()).ToArray();
        // What the table says: whether the session still exists.
        var exists = new bool[sessions.Length];
        Array.Fill(exists, true);
        var readers = Enumerable.Range(0, 4).Select(reader => Task.Run(() =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                var n = (i + reader) % sessions.Length;
                var began = cache.Generation;
                if (Volatile.Read(ref exists[n]))
                {
                    cache.Put(sessions[n], Tag, began);
                }
            }
        }));
        var ender = Task.Run(() =>
        {
            for (var n = 0; n < sessions.Length; n += 2)
            {
                Volatile.Write(ref exists[n], false);
                cache.Evict(sessions[n].Id);
            }
        });
        await Task.WhenAll([.. readers, ender]);
        Assert.All(Enumerable.Range(0, sessions.Length), n => Assert.True(exists[n] || cache.Find(sessions[n].KeyHash) is null));
    }

    [Fact]
    public void An_account_s_sessions_go_together_and_nobody_else_s()
    {
        var cache = Cache();
        var owner = Guid.CreateVersion7();
        var (one, two, other) = (Session(owner), Session(owner), Session());
        foreach (var session in new[] { one, two, other })
        {
            cache.Put(session, Tag, cache.Generation);
        }

        cache.EvictAccount(owner);
        Assert.Null(cache.Find(one.KeyHash));
        Assert.Null(cache.Find(two.KeyHash));
        Assert.NotNull(cache.Find(other.KeyHash));
    }

    [Fact]
    public void A_session_with_a_new_key_is_not_found_by_the_old_one()
    {
        var (cache, before) = (Cache(), Session());
        var after = before with { KeyHash = RandomNumberGenerator.GetBytes(32) };
        cache.Put(before, Tag, cache.Generation);
        cache.Put(after, Tag, cache.Generation);
        Assert.Null(cache.Find(before.KeyHash));
        Assert.NotNull(cache.Find(after.KeyHash));
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void It_never_holds_more_than_its_size_and_keeps_what_is_in_use()
    {
        var cache = Cache(100);
        var used = Session();
        cache.Put(used, Tag, cache.Generation);
        for (var i = 0; i < 1000; i++)
        {
            cache.Put(Session(), Tag, cache.Generation);
            Assert.NotNull(cache.Find(used.KeyHash));
            Assert.InRange(cache.Count, 1, 100);
        }
    }

    [Fact]
    public void What_one_request_does_with_its_principal_stays_with_it()
    {
        var session = Session();
        var (mine, theirs) = (session.Ticket().Principal, session.Ticket().Principal);
        ((ClaimsIdentity)mine.Identity!).AddClaim(new Claim(ClaimTypes.Role, "administrator"));
        mine.Claims.First().Properties["mark"] = "mine";
        Assert.False(theirs.IsInRole("administrator"));
        Assert.False(session.Ticket().Principal.IsInRole("administrator"));
        Assert.All(session.Ticket().Principal.Claims, claim => Assert.Empty(claim.Properties));
    }

    private SessionCache Cache(int size = 1000) => new(lease, Options.Create(new SessionCacheSettings { Size = size }));

    private static CachedSession Session(Guid? userId = null)
    {
        var (id, user, at) = (Guid.CreateVersion7(), userId ?? Guid.CreateVersion7(), DateTimeOffset.UnixEpoch);
        return new(
            id, user, RandomNumberGenerator.GetBytes(32), false, at, null, "Chrome on macOS", at, null, null, IPAddress.Loopback,
            new("somebody@example.com", true, null, false, false, [], ["pwd"]), new SessionActivity(id, user, false, at));
    }
}
