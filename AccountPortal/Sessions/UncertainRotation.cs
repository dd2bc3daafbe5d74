using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Sessions.Cache;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>
/// For a request that gave the session a new key and then failed: nobody knows whether that was committed (the database went away with its answer), or the answer
/// that carried the key is thrown away. The browser gets both keys, of which one opens the session; whichever it is, nobody is signed out (P3) and the other
/// is dead (P5). A later request settles it.
/// </summary>
internal sealed class UncertainRotation(SessionCookie cookie, IServiceScopeFactory scopes, IOptions<SessionSettings> options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public void HandOut(HttpContext context)
    {
        if (context.Features.Get<CurrentSession>() is { RotatedTo: { } key } current
            && cookie.ReadAll(context.Request).FirstOrDefault(each => IsOf(each, current.KeyHash)) is { } before)
        {
            cookie.AppendBoth(context, key, before, Expires(current.Remembered, current.CreatedAt));
        }
    }

    /// <summary>
    /// Leaves the browser the one key that was found to be right, if that is certain. Until then whatever only reads goes on, and anything else throws: on top of
    /// one doubt it would raise another.
    /// </summary>
    public async Task SettleAsync(HttpContext context, CachedSession session, CancellationToken cancellationToken)
    {
        var keys = cookie.ReadAll(context.Request);
        if (keys.Count < 2 || context.Response.HasStarted)
        {
            return;
        }

        if (await IsCertainAsync(session, cancellationToken))
        {
            cookie.Append(context, keys.First(key => IsOf(key, session.KeyHash)), Expires(session.Remembered, session.CreatedAt));
        }
        else if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            throw new UnreplicatedException();
        }
    }

    // What can be read may still be lost with the server, or overtaken by a commit under way. A write to the same row waits for that one, and what it tells of
    // as committed is with the standby, and so is everything before it.
    private async Task<bool> IsCertainAsync(CachedSession session, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        db.Database.SetCommandTimeout(Patience);
        try
        {
            return await db.Sessions.Where(row => row.Id == session.Id && row.KeyHash == session.KeyHash)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.RotatedAt, row => row.RotatedAt), cancellationToken) == 1;
        }
        catch (Exception exception) when (Outage.IsOne(exception))
        {
            return false;
        }
    }

    private static bool IsOf(CookieKey key, byte[] hash) => key.Hash.AsSpan().SequenceEqual(hash);

    private DateTimeOffset? Expires(bool remembered, DateTimeOffset createdAt) => remembered ? createdAt + options.Value.RememberedAbsoluteTimeout : null;
}
