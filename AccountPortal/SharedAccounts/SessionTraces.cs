using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Devices;
using AccountPortal.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.SharedAccounts;

/// <summary>
/// Reads what the sessions of an account left behind: the live ones and those that ended lately from their rows, those before from the events of
/// their sign-ins and moves, which are kept for longer.
/// </summary>
public sealed class SessionTraces(PortalDbContext db, TimeProvider clock, IOptions<RetentionSettings> retention)
{
    // Comparing sessions is quadratic: whoever opens thousands gets no node to a standstill.
    public const int Most = 1000;
    private const int MostEvents = 2 * Most;

    private static readonly TimeSpan CountsAddress = TimeSpan.FromDays(28);

    // Addresses are cut when they are old. Half of one tells no line: all of a provider's town would seem to sit behind it.
    private TimeSpan KeepsAddress => retention.Value.IpCutAfter < CountsAddress ? retention.Value.IpCutAfter : CountsAddress;

    /// <summary>The last sessions of that account within <see cref="SharedAccountScore.Window"/>, the most recent first.</summary>
    public async Task<List<SessionTrace>> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var since = now - SharedAccountScore.Window;
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
        var told = await ToldAsync(userId, since, cancellationToken);
        var before = told.ToLookup(happened => happened.Session, happened => PointOf(happened, now - KeepsAddress, lines));
        var traces = rows.ConvertAll(row => new SessionTrace
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
            Line = row.LastActiveAt > now - KeepsAddress ? lines.Of(row.Ip) : null,
            Before = [.. before[row.Id]],
        });
        var devices = await DevicesAsync(userId, cancellationToken);
        var known = rows.Select(row => row.Id).ToHashSet();
        traces.AddRange(told.Where(happened => !known.Contains(happened.Session)).GroupBy(happened => happened.Session).Select(session => FromEvents([.. session], [.. before[session.Key]], devices)).OfType<SessionTrace>());
        return [.. traces.OrderByDescending(trace => trace.To).Take(Most)];
    }

    /// <summary>What the events tell of a session whose row is gone, if they say on which device it was and the owner knows that device.</summary>
    private static SessionTrace? FromEvents(Told[] told, Waypoint[] points, Dictionary<string, KnownDevice> devices) =>
        told.Select(happened => happened.Details.GetValueOrDefault(SignedInDevice.Detail)).OfType<string>().FirstOrDefault() is { } id && devices.GetValueOrDefault(id) is { } device
            ? new SessionTrace
            {
                From = points[0].At,
                To = points[^1].At,
                DeviceId = device.Id,
                Browser = device.Browser,
                Os = device.Os,
                DeviceType = device.DeviceType,
                Country = points[^1].Country,
                City = points[^1].City,
                Network = points[^1].Network,
                Line = points[^1].Line,
                Before = points[..^1],
            }
            : null;

    private static Waypoint PointOf(Told happened, DateTimeOffset keepsAddress, AccountLines lines) =>
        new(happened.At, happened.Country, happened.City, happened.Network, happened.At > keepsAddress ? lines.Of(happened.Ip) : null);

    // Whom the owner did not know is no second person of the account, but a thief.
    private Task<Dictionary<string, KnownDevice>> DevicesAsync(Guid userId, CancellationToken cancellationToken) =>
        db.KnownDevices.AsNoTracking().Where(device => device.UserId == userId && device.DistrustedAt == null).ToDictionaryAsync(device => device.Id.ToString(), cancellationToken);

    /// <summary>Where sessions were opened and to where they moved, the first first.</summary>
    private async Task<List<Told>> ToldAsync(Guid userId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var rows = await db.SecurityEvents.AsNoTracking()
            .Where(row => row.AccountId == userId && row.SessionId != null && row.At > since && row.Outcome == EventOutcome.Success)
            .Where(row => row.Kind == EventKind.SignIn || row.Kind == EventKind.SessionMoved)
            .OrderByDescending(row => row.Id).Take(MostEvents)
            .Select(row => new Told(row.SessionId!.Value, row.At, row.Country, row.City, row.Network, row.Ip, row.Details))
            .ToListAsync(cancellationToken);
        // A move that ended the session opened nothing there: it is a thief's place.
        return [.. rows.Where(row => row.Details.GetValueOrDefault("then") != "ended").OrderBy(row => row.At)];
    }

    private sealed record Told(Guid Session, DateTimeOffset At, string? Country, string? City, string? Network, System.Net.IPAddress? Ip, Dictionary<string, string> Details);
}
