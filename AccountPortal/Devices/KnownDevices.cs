using AccountPortal.Data;
using AccountPortal.Places;
using AccountPortal.Security;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Devices;

/// <summary>How well a browser is known that signs in.</summary>
public enum Familiarity
{
    /// <summary>Never seen with this account, or distrusted by its owner.</summary>
    New,

    /// <summary>Without its cookie; but such a browser on such a system was used from the same network. Enough to keep quiet, never to trust.</summary>
    Alike,

    /// <summary>By its cookie.</summary>
    Known,
}

/// <summary>The browser that signs in. <paramref name="Countries"/> and <paramref name="Networks"/>: where this account's devices were used before.</summary>
public sealed record SeenDevice(
    KnownDevice Device, Familiarity Familiarity, IReadOnlySet<string> Countries, IReadOnlySet<string> Networks, CookieKey? NewKey);

/// <summary>Recognises the browser of a sign-in and remembers it and where it is.</summary>
public sealed class KnownDevices(PortalDbContext db, DeviceCookie cookie, TimeProvider clock)
{
    /// <summary>How often a key changes at most: two sign-ins at once must not hand the browser two keys of which the lost one is the good one.</summary>
    private static readonly TimeSpan RotationInterval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Finds or adds the device, in the caller's transaction and under its lock of the account, and moves its key on. The caller hands
    /// <see cref="SeenDevice.NewKey"/> to the browser after the commit (<see cref="HandOut"/>).
    /// </summary>
    public async Task<SeenDevice> SeeAsync(HttpContext context, Guid userId, Device browser, Place place, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var networks = await PlacesOfAsync(userId, cancellationToken);
        var key = cookie.Read(context.Request);
        var device = key is null ? null : await FindAsync(userId, key, cancellationToken);
        var familiarity = device is { DistrustedAt: null } ? Familiarity.Known : device is null && Alike(networks, browser, place) ? Familiarity.Alike : Familiarity.New;
        CookieKey? newKey;
        if (device is null)
        {
            (device, newKey) = await AddAsync(userId, key, browser, now, cancellationToken);
        }
        else
        {
            newKey = await RotateAsync(device, key!, now, cancellationToken);
            (device.Browser, device.Os, device.DeviceType, device.DeviceName) = (browser.Browser, browser.Os, browser.Type.ToText(), browser.Name);
            device.LastSeenAt = now;
        }

        await db.SaveChangesAsync(cancellationToken);
        await RememberPlaceAsync(device.Id, place, cancellationToken);
        return new SeenDevice(device, familiarity, CountriesIn(networks), NetworksIn(networks), newKey);
    }

    public void HandOut(HttpContext context, SeenDevice seen)
    {
        if (seen.NewKey is { } key)
        {
            cookie.Append(context, key);
        }
    }

    /// <summary>Where the account's devices were used, as far as their owner trusts them.</summary>
    public async Task<(IReadOnlySet<string> Countries, IReadOnlySet<string> Networks)> WhereAsync(Guid userId, CancellationToken cancellationToken)
    {
        var places = await PlacesOfAsync(userId, cancellationToken);
        return (CountriesIn(places), NetworksIn(places));
    }

    /// <summary>Notes that the device was used from there, unless it was forgotten meanwhile.</summary>
    public Task RememberPlaceAsync(Guid deviceId, Place place, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into device_networks (device_id, network, country, first_seen_at, last_seen_at)
            select id, {place.Network}, {place.Country}, {now}, {now} from known_devices where id = {deviceId} for key share
            on conflict (device_id, network) do update set country = excluded.country, last_seen_at = excluded.last_seen_at
            """,
            cancellationToken);
    }

    private Task<KnownDevice?> FindAsync(Guid userId, CookieKey key, CancellationToken cancellationToken)
    {
        var hash = key.Hash;
        return db.KnownDevices.SingleOrDefaultAsync(row => row.UserId == userId && (row.KeyHash == hash || row.PreviousKeyHash == hash), cancellationToken);
    }

    // What the owner distrusts knows no places either: a thief's network must not become a usual one.
    private Task<List<PlaceRow>> PlacesOfAsync(Guid userId, CancellationToken cancellationToken) =>
        (from device in db.KnownDevices
         where device.UserId == userId && device.DistrustedAt == null
         join network in db.DeviceNetworks on device.Id equals network.DeviceId
         select new PlaceRow(device.Browser, device.Os, network.Network, network.Country)).ToListAsync(cancellationToken);

    private static HashSet<string> CountriesIn(List<PlaceRow> places) => [.. places.Select(row => row.Country).OfType<string>()];

    private static HashSet<string> NetworksIn(List<PlaceRow> places) => [.. places.Select(row => row.Network)];

    private static bool Alike(List<PlaceRow> networks, Device browser, Place place) =>
        networks.Exists(row => row.Browser == browser.Browser && row.Os == browser.Os && row.Network == place.Network);

    // A browser that brings a key which other accounts are known by goes on under it.
    private async Task<(KnownDevice Device, CookieKey? NewKey)> AddAsync(Guid userId, CookieKey? brought, Device browser, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isShared = brought is not null && await db.KnownDevices.AnyAsync(row => row.KeyHash == brought.Hash, cancellationToken);
        var key = isShared ? brought! : CookieKey.Create();
        var device = new KnownDevice
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            KeyHash = key.Hash,
            Browser = browser.Browser,
            Os = browser.Os,
            DeviceType = browser.Type.ToText(),
            DeviceName = browser.Name,
            FirstSeenAt = now,
            LastSeenAt = now,
        };
        db.KnownDevices.Add(device);
        return (device, isShared ? null : key);
    }

    /// <summary>
    /// Gives the browser a new key, for all accounts that know it. The one before stays good until the new one is seen: an answer that got lost
    /// must not make a stranger of the browser. Once it was seen, a copy of the old one opens nothing.
    /// </summary>
    private async Task<CookieKey?> RotateAsync(KnownDevice device, CookieKey brought, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now - device.LastSeenAt < RotationInterval)
        {
            return null;
        }

        var (key, current) = (CookieKey.Create(), device.KeyHash);
        var rotated = await db.KnownDevices
            .Where(row => row.KeyHash == current)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.KeyHash, key.Hash).SetProperty(row => row.PreviousKeyHash, brought.Hash), cancellationToken);
        if (rotated == 0)
        {
            return null;
        }

        await db.Entry(device).ReloadAsync(cancellationToken);
        return key;
    }

    private sealed record PlaceRow(string Browser, string Os, string Network, string? Country);
}
