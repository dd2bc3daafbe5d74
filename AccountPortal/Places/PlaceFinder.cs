using System.Globalization;
using System.Net;
using AccountPortal.Security;

namespace AccountPortal.Places;

/// <summary>Tells roughly where an address is, from the databases that the settings name. About a microsecond each; it never waits and never fails.</summary>
public sealed class PlaceFinder
{
    private static readonly IPNetwork[] PrivateNetworks =
    [
        .. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10", "fc00::/7" }.Select(IPNetwork.Parse),
    ];

    private readonly PlaceDatabases databases;

    internal PlaceFinder(PlaceDatabases databases) => this.databases = databases;

    /// <summary>Whom to name where places are shown; <see cref="PlaceCredits"/> does.</summary>
    public IReadOnlyList<PlaceCredit> Credits =>
        [.. databases.Files.Select(file => file.Database is { } database ? PlaceCredit.For(database.Metadata.DatabaseType) : null).OfType<PlaceCredit>().Distinct()];

    public Place Find(IPAddress address)
    {
        var plain = ClientAddresses.Plain(address);
        var subnet = ClientAddresses.Network(plain).ToString();
        if (PrivateNetworks.Any(network => network.Contains(plain)))
        {
            return new Place(null, null, null, null, subnet, null, IsPrivate: true);
        }

        var (where, network) = (default(PlaceRecord), default(PlaceRecord));
        foreach (var file in databases.Files)
        {
            var record = Read(file, plain);
            // All of the place from one database, the one that knows most: two could be of different minds.
            where = record.Detail > where.Detail ? record : where;
            network = network.Network is null ? record : network;
        }

        var name = network.Network is { } number ? string.Create(CultureInfo.InvariantCulture, $"AS{number}") : subnet;
        return new Place(where.Country, where.City, where.Latitude, where.Longitude, name, network.NetworkName, IsPrivate: false);
    }

    // A damaged record costs its place, never the sign-in.
    private static PlaceRecord Read(DatabaseFile file, IPAddress address)
    {
        try
        {
            return file.Database is { } database ? PlaceRecord.Read(database.Find(address)) : default;
        }
        catch (MaxMindException exception)
        {
            file.Report(exception);
            return default;
        }
    }
}
