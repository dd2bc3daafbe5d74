using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>Where an account is signed in; the page and the JSON routes show the same.</summary>
public sealed class SessionList(PortalDbContext db, TimeProvider clock, IOptions<SessionSettings> settings)
{
    /// <summary>The live sessions of the account, most recently active first; one whose time is over is left out, whether or not it was cleared away yet.</summary>
    public Task<IReadOnlyList<SessionCard>> LiveAsync(CurrentSession current, CancellationToken cancellationToken) => OfAsync(current.UserId, current, cancellationToken);

    /// <summary>The live sessions of that account, as <paramref name="current"/> sees them: an administrator's own may be among them.</summary>
    public async Task<IReadOnlyList<SessionCard>> OfAsync(Guid userId, CurrentSession current, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var rows = await Live().AsNoTracking().Where(session => session.UserId == userId).ToListAsync(cancellationToken);
        return [.. rows.Select(row => Card(row, current, now)).OrderByDescending(card => card.LastActiveAt).ThenByDescending(card => card.Id)];
    }

    /// <summary>Everybody's sessions whose time is not over, to be narrowed and counted.</summary>
    public IQueryable<Session> Live()
    {
        var (now, limits) = (clock.GetUtcNow(), settings.Value);
        var (plainIdle, plainAbsolute) = (now - limits.IdleTimeout, now - limits.AbsoluteTimeout);
        var (rememberedIdle, rememberedAbsolute) = (now - limits.RememberedIdleTimeout, now - limits.RememberedAbsoluteTimeout);
        return db.Sessions.Where(session => session.Remembered
            ? session.CreatedAt > rememberedAbsolute && session.LastActiveAt > rememberedIdle
            : session.CreatedAt > plainAbsolute && session.LastActiveAt > plainIdle);
    }

    /// <summary>What ended lately, newest first.</summary>
    public async Task<IReadOnlyList<EndedSession>> EndedAsync(Guid userId, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - EndedSession.Retention;
        return await db.EndedSessions.AsNoTracking()
            .Where(session => session.UserId == userId && session.EndedAt > since)
            .OrderByDescending(session => session.EndedAt).ThenByDescending(session => session.Id)
            .Take(50)
            .ToListAsync(cancellationToken);
    }

    private SessionCard Card(Session row, CurrentSession current, DateTimeOffset now)
    {
        var isCurrent = row.Id == current.Id;
        return new SessionCard
        {
            Id = row.Id,
            DeviceName = row.DeviceName,
            Browser = row.Browser,
            Os = row.Os,
            DeviceType = row.DeviceType,
            Ip = row.Ip.ToString(),
            City = row.City,
            Country = row.Country,
            CreatedAt = row.CreatedAt,
            // The row is written every few minutes; that the current one is active is plain from its asking.
            LastActiveAt = isCurrent ? now : row.LastActiveAt,
            ExpiresAt = row.CreatedAt + settings.Value.AbsoluteTimeoutFor(row.Remembered),
            IdleTimeout = settings.Value.IdleTimeoutFor(row.Remembered),
            IsCurrent = isCurrent,
            Remembered = row.Remembered,
            Methods = row.AuthMethods,
            UserAgent = row.UserAgent,
        };
    }
}
