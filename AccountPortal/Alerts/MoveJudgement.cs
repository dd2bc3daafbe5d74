using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Devices;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Alerts;

/// <summary>Judges a session's move to another address. Where the device was before, and where addresses change by themselves, nothing is unusual.</summary>
public sealed class MoveJudgement(PortalDbContext db, KnownDevices devices, IOptions<SessionSettings> settings)
{
    /// <summary>What can be told without reading anything: most changes of an address are within a network, or a phone's.</summary>
    public static bool IsWorthALook(SessionMove move, string deviceType) =>
        !move.From.IsPrivate && !move.To.IsPrivate && (IsInAnotherCountry(move) || IsOnAnotherNetwork(move, deviceType));

    /// <summary>What the session is marked with.</summary>
    public static Signal SignalOf(SessionMove move, DateTimeOffset now)
    {
        var evidence = new Dictionary<string, string> { ["from"] = move.From.Network, ["network"] = move.To.Network };
        if (move.IsAbroad)
        {
            (evidence["fromCountry"], evidence["country"]) = (move.From.Country!, move.To.Country!);
        }

        return new Signal(SignalKind.Moved, now, evidence);
    }

    public async Task<bool> IsUnusualAsync(Session session, SessionMove move, CancellationToken cancellationToken)
    {
        if (!IsWorthALook(move, session.DeviceType))
        {
            return false;
        }

        var usual = await DeviceNetworksAsync(session, cancellationToken);
        // The device's networks know nearly everything, and are few.
        return (usual.Count == 0 || IsUnusual(session.DeviceType, move, usual))
            && IsUnusual(session.DeviceType, move, [.. usual, .. await ProvenPlacesAsync(session, cancellationToken)]);
    }

    /// <summary>What is new about the place to the whole account: <see cref="SignalKind.NewCountry"/>, <see cref="SignalKind.NewNetwork"/>.</summary>
    public async Task<IReadOnlyList<string>> NewsAsync(Guid userId, SessionMove move, CancellationToken cancellationToken)
    {
        var (countries, networks) = await devices.WhereAsync(userId, cancellationToken);
        var news = new List<string>();
        if (move.To.Country is not null && countries.Count > 0 && !countries.Contains(move.To.Country))
        {
            news.Add(SignalKind.NewCountry);
        }

        if (networks.Count > 0 && !networks.Contains(move.To.Network))
        {
            news.Add(SignalKind.NewNetwork);
        }

        return news;
    }

    private static bool IsInAnotherCountry(SessionMove move) => move.To.Country is not null && move.To.Country != move.From.Country;

    // Mobile networks hand addresses around, and phones go from one to the next all day.
    private static bool IsOnAnotherNetwork(SessionMove move, string deviceType) => move.IsToOtherNetwork && deviceType is not ("phone" or "tablet");

    private static bool IsUnusual(string deviceType, SessionMove move, List<UsualPlace> usual)
    {
        // By an address that no database knows nobody gets from one country into another unseen: the device's own countries count too.
        var isAbroad = IsInAnotherCountry(move) && (move.IsAbroad || usual.Exists(place => place.Country is not null));
        return (isAbroad && !usual.Exists(place => place.Country == move.To.Country || (place.Country is null && place.Network == move.To.Network)))
            || (IsOnAnotherNetwork(move, deviceType) && !usual.Exists(place => place.Network == move.To.Network));
    }

    // What the owner distrusts knows no places.
    private Task<List<UsualPlace>> DeviceNetworksAsync(Session session, CancellationToken cancellationToken) =>
        (from device in db.KnownDevices
         where device.Id == session.KnownDeviceId && device.DistrustedAt == null
         join network in db.DeviceNetworks on device.Id equals network.DeviceId
         select new UsualPlace(network.Network, network.Country)).ToListAsync(cancellationToken);

    /// <summary>
    /// Where somebody signed in or confirmed that it's them, in this session or on this device: a thief of a cookie cannot. And where moves are only
    /// noted, what was noted of this session: its device may be forgotten, and a network may span countries.
    /// </summary>
    private Task<List<UsualPlace>> ProvenPlacesAsync(Session session, CancellationToken cancellationToken)
    {
        var isNoting = settings.Value.OnNetworkChange == OnNetworkChange.Note;
        var device = db.KnownDevices.Where(row => row.Id == session.KnownDeviceId && row.DistrustedAt == null);
        var live = db.Sessions.Where(row => row.UserId == session.UserId && device.Any(known => known.Id == row.KnownDeviceId)).Select(row => row.Id);
        var ended = db.EndedSessions.Where(row => row.UserId == session.UserId && device.Any(known => known.Id == row.KnownDeviceId)).Select(row => row.Id);
        return db.SecurityEvents
            .Where(row => row.AccountId == session.UserId && row.Outcome == EventOutcome.Success && row.Network != null)
            .Where(row => row.Kind == EventKind.SignIn || row.Kind == EventKind.StepUp || (isNoting && row.Kind == EventKind.SessionMoved && row.SessionId == session.Id))
            .Where(row => row.SessionId == session.Id || live.Contains(row.SessionId!.Value) || ended.Contains(row.SessionId!.Value))
            .Select(row => new UsualPlace(row.Network!, row.Country))
            .Distinct()
            .ToListAsync(cancellationToken);
    }

    private sealed record UsualPlace(string Network, string? Country);
}
