using AccountPortal.Security;
using AccountPortal.Sessions.Cache;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>The session that a request came with: from what this node knows, or else from its row. Every way in asks here.</summary>
internal sealed class SessionReader(
    SessionCache cache, SessionActivities activities, SessionCookie cookie, SessionCheck check, TimeProvider clock, IOptions<SessionSettings> options)
{
    /// <summary>
    /// The live session of that key, which the request then knows as its own (<see cref="CurrentSession"/>), or <c>null</c>. A database that does not answer
    /// throws, and the answer is 503: an outage is no sign-out (P3).
    /// </summary>
    public ValueTask<CachedSession?> FindAsync(CookieKey key, HttpContext context, CancellationToken cancellationToken)
    {
        if (Known(key, context) is not { } known)
        {
            return new(ReadAsync(key, context, cancellationToken));
        }

        context.Features.Set(known.Current(move: null));
        return new(known);
    }

    /// <summary>
    /// The live session of the request's cookie if this node knows enough to let it in, without a read; <c>null</c> says nothing. The request learns nothing of
    /// it. It allocates nothing and computes one SHA-256: with the hash of the key goes the tag that was found to fit when the session was read.
    /// </summary>
    public CachedSession? Known(HttpContext context) =>
        cache.IsTrusted && cookie.TryGlance(context.Request, out var shown) && cache.Find(shown) is { } known && IsLetIn(known, context) ? known : null;

    private CachedSession? Known(CookieKey key, HttpContext context) => cache.Find(key.Hash) is { } known && IsLetIn(known, context) ? known : null;

    private async Task<CachedSession?> ReadAsync(CookieKey key, HttpContext context, CancellationToken cancellationToken)
    {
        var began = cache.Generation;
        var found = await check.RunAsync(key.Hash, context, cancellationToken);
        if (found is null && cookie.ReadAll(context.Request) is [_, var other])
        {
            key = other;
            found = await check.RunAsync(key.Hash, context, cancellationToken);
        }

        if (found is null)
        {
            return null;
        }

        if (cache.IsTrusted)
        {
            cache.Put(found.Session, cookie.TagOf(key), began);
        }

        context.Features.Set(found.Session.Current(found.Move));
        return found.Session;
    }

    /// <summary>Whether what this node knows is enough to let the request in. It is never enough to refuse: another node may have seen the session since.</summary>
    private bool IsLetIn(CachedSession session, HttpContext context)
    {
        var now = clock.GetUtcNow();
        if (options.Value.EndReasonAt(now, session.Remembered, session.CreatedAt, session.Activity.LastActiveAt, session.EndsAt) is not null || !session.Ip.Equals(context.ClientAddress()))
        {
            return false;
        }

        activities.Touch(session.Activity, now);
        return true;
    }
}
