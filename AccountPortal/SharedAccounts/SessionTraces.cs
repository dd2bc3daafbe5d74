using AccountPortal.Activity;
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
                session.Id, session.CreatedAt, session.LastActiveAt, session.KnownDeviceId, session.Browser, session.Os, session.DeviceType, session.Language,
                session.Country, session.City, session.Latitude, session.Longitude, session.Network, session.Ip,
            });
        var ended = db.EndedSessions.Where(session => session.UserId == userId && session.LastActiveAt > since)
            .Select(session => new
            {
                session.Id, session.CreatedAt, session.LastActiveAt, session.KnownDeviceId, session.Browser, session.Os, session.DeviceType, session.Language,
                session.Country, session.City, session.Latitude, session.Longitude, session.Network, session.Ip,
            });
        var rows = await live.Concat(ended).OrderByDescending(session => session.LastActiveAt).Take(Most).ToListAsync(cancellationToken);
        var lines = new AccountLines();
        var before = await BeforeAsync(userId, lines, [.. rows.Select(row => row.Id)], since, cancellationToken);
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
                Line = lines.Of(row.Ip),
                Before = [.. before[row.Id]],
            }),
        ];
    }

    /// <summary>Where those sessions were before their last use: the rows know the last place alone, the events where a session was opened and to where it moved.</summary>
    private async Task<ILookup<Guid, Waypoint>> BeforeAsync(Guid userId, AccountLines lines, Guid[] sessions, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var rows = await db.SecurityEvents.AsNoTracking()
            .Where(row => sessions.Contains(row.SessionId!.Value) && row.AccountId == userId && row.At > since && row.Outcome == EventOutcome.Success)
            .Where(row => row.Kind == EventKind.SignIn || row.Kind == EventKind.SessionMoved)
            .OrderBy(row => row.Id)
            .Select(row => new { Session = row.SessionId!.Value, row.At, row.Country, row.City, row.Network, row.Ip, row.Details })
            .ToListAsync(cancellationToken);
        // A move that ended the session opened nothing there: it is a thief's place.
        return rows.Where(row => row.Details.GetValueOrDefault("then") != "ended").ToLookup(row => row.Session, row => new Waypoint(row.At, row.Country, row.City, row.Network, lines.Of(row.Ip)));
    }
}
