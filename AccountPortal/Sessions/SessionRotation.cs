using AccountPortal.Data;
using AccountPortal.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>
/// Gives the current session a new key after a change of privilege (P5). The row keeps its id and its deadlines; the old key is dead at once,
/// and for a minute remembered, not accepted, so that a second tab can be sent to pick the new cookie up.
/// </summary>
public sealed class SessionRotation(PortalDbContext db, TicketSeal seal, SessionCookie cookie, TimeProvider clock, IOptions<SessionSettings> options)
{
    /// <summary>How long the key before is remembered.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Changes the key of the request's session in the caller's transaction and returns it, for <see cref="HandOut"/> after the commit.
    /// <c>null</c> where the session is gone or was rotated by another request meanwhile: then nothing was changed and the caller must not go on.
    /// </summary>
    public async Task<CookieKey?> RotateAsync(CurrentSession current, CancellationToken cancellationToken)
    {
        var key = CookieKey.Create();
        var now = clock.GetUtcNow();
        var row = db.Sessions.Where(session => session.Id == current.Id && session.KeyHash == current.KeyHash);
        var ticket = await row.Select(session => session.Ticket).SingleOrDefaultAsync(cancellationToken);
        if (ticket is null || seal.Open(current.Id, current.UserId, current.KeyHash, ticket) is not { } opened)
        {
            return null;
        }

        var resealed = seal.Seal(current.Id, current.UserId, key.Hash, opened);
        var rows = await row.ExecuteUpdateAsync(
            set => set.SetProperty(session => session.KeyHash, key.Hash)
                .SetProperty(session => session.PreviousKeyHash, current.KeyHash)
                .SetProperty(session => session.RotatedAt, now)
                .SetProperty(session => session.LastActiveAt, now)
                .SetProperty(session => session.Ticket, resealed),
            cancellationToken);
        if (rows != 1)
        {
            return null;
        }

        current.RotatedTo = key;
        return key;
    }

    /// <summary>Puts the new key into this response; after the commit, or the browser might hold a key that never came to be.</summary>
    public void HandOut(HttpContext context, CurrentSession current, CookieKey key) =>
        cookie.Append(context, key, current.Remembered ? current.CreatedAt + options.Value.RememberedAbsoluteTimeout : null);

    /// <summary>Whether this key was replaced less than a minute ago.</summary>
    public Task<bool> WasRotatedAsync(CookieKey key, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - Remembered;
        return db.Sessions.AnyAsync(session => session.PreviousKeyHash == key.Hash && session.RotatedAt > since, cancellationToken);
    }
}
