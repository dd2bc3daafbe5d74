using AccountPortal.Alerts;
using AccountPortal.Data;
using AccountPortal.Retention;
using AccountPortal.Sessions.Cache;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>Where an account is signed in; the page and the JSON routes show the same.</summary>
public sealed class SessionList(PortalDbContext db, SessionActivities activities, TimeProvider clock, IOptions<SessionSettings> settings, IOptions<RetentionSettings> retention)
{
    /// <summary>The live sessions of the account, most recently active first; one whose time is over is left out, whether or not it was cleared away yet.</summary>
    public async Task<IReadOnlyList<SessionCard>> LiveAsync(Guid userId, CurrentSession? current, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var rows = await Live().AsNoTracking()
            .Where(session => session.UserId == userId)
            .Select(session => new
            {
                Session = session,
                GivenName = db.KnownDevices.Where(device => device.UserId == userId && device.Id == session.KnownDeviceId).Select(device => device.Name).SingleOrDefault(),
            })
            .Prepared()
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => Card(row.Session, current, now) with { HasDevice = row.Session.KnownDeviceId is not null, GivenName = row.GivenName })
                .OrderByDescending(card => card.LastActiveAt).ThenByDescending(card => card.Id),
        ];
    }

    /// <summary>Everybody's sessions whose time is not over, to be narrowed and counted.</summary>
    public IQueryable<Session> Live()
    {
        var (now, limits) = (clock.GetUtcNow(), settings.Value);
        var (plainIdle, plainAbsolute) = (now - limits.IdleTimeout, now - limits.AbsoluteTimeout);
        var (rememberedIdle, rememberedAbsolute) = (now - limits.RememberedIdleTimeout, now - limits.RememberedAbsoluteTimeout);
        return db.Sessions.Where(session => session.EndsAt == null || session.EndsAt > now).Where(session => session.Remembered
            ? session.CreatedAt > rememberedAbsolute && session.LastActiveAt > rememberedIdle
            : session.CreatedAt > plainAbsolute && session.LastActiveAt > plainIdle);
    }

    /// <summary>What ended lately, newest first.</summary>
    public async Task<IReadOnlyList<EndedSession>> EndedAsync(Guid userId, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - retention.Value.EndedSessions;
        return await db.EndedSessions.AsNoTracking()
            .Where(session => session.UserId == userId && session.EndedAt > since)
            .OrderByDescending(session => session.EndedAt).ThenByDescending(session => session.Id)
            .Take(25)
            .Prepared()
            .ToListAsync(cancellationToken);
    }

    private SessionCard Card(Session row, CurrentSession? current, DateTimeOffset now)
    {
        var isCurrent = row.Id == current?.Id;
        var move = isCurrent ? current?.Move : null;
        return new SessionCard
        {
            Id = row.Id,
            DeviceName = row.DeviceName,
            Browser = row.Browser,
            Os = row.Os,
            DeviceType = row.DeviceType,
            // Like the time of last activity, the address of the current one is plain from its asking.
            Ip = (move?.ToAddress ?? row.Ip).ToString(),
            City = move is null ? row.City : move.To.City,
            Country = move is null ? row.Country : move.To.Country,
            CreatedAt = row.CreatedAt,
            // The row is written every few minutes; that the current one is active is plain from its asking.
            LastActiveAt = isCurrent ? now : activities.Latest(row.Id, row.LastActiveAt),
            ExpiresAt = settings.Value.ExpiresAt(row.Remembered, row.CreatedAt, row.EndsAt),
            IdleTimeout = settings.Value.IdleTimeoutFor(row.Remembered),
            IsCurrent = isCurrent,
            Remembered = row.Remembered,
            Methods = row.AuthMethods,
            UserAgent = row.UserAgent,
            Unusual = [.. row.Signals.Select(SignalWords.Reason)],
        };
    }
}
