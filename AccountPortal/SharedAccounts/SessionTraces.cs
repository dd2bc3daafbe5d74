using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.SharedAccounts;

/// <summary>Reads what the sessions of an account left behind, the live ones and those that ended.</summary>
public sealed class SessionTraces(PortalDbContext db, TimeProvider clock)
{
    // Comparing sessions is quadratic: whoever opens thousands gets no node to a standstill.
    private const int Most = 500;

    /// <summary>The last sessions of that account within <see cref="SharedAccountScore.Window"/>, the most recent first.</summary>
    public async Task<List<SessionTrace>> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - SharedAccountScore.Window;
        var live = db.Sessions.Where(session => session.UserId == userId && session.LastActiveAt > since)
            .Select(session => new
            {
                session.CreatedAt, session.LastActiveAt, session.KnownDeviceId, session.Browser, session.Os, session.DeviceType, session.Language,
                session.Country, session.City, session.Latitude, session.Longitude, session.Network,
            });
        var ended = db.EndedSessions.Where(session => session.UserId == userId && session.LastActiveAt > since)
            .Select(session => new
            {
                session.CreatedAt, session.LastActiveAt, session.KnownDeviceId, session.Browser, session.Os, session.DeviceType, session.Language,
                session.Country, session.City, session.Latitude, session.Longitude, session.Network,
            });
        var rows = await live.Concat(ended).OrderByDescending(session => session.LastActiveAt).Take(Most).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new SessionTrace
            {
                From = row.CreatedAt > since ? row.CreatedAt : since,
                To = row.LastActiveAt,
                DeviceId = row.KnownDeviceId,
                Browser = row.Browser,
                Os = row.Os,
                DeviceType = row.DeviceType,
                Language = row.Language,
                Country = row.Country,
                City = row.City,
                Latitude = row.Latitude,
                Longitude = row.Longitude,
                Network = row.Network,
            }),
        ];
    }
}
