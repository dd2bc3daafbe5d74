using System.Globalization;
using System.Net;

namespace AccountPortal.Demo;

/// <summary>
/// A town of the demo, with its networks. Addresses are those for documentation (RFC 5737, RFC 3849), and so are the networks' numbers
/// (RFC 5398): nobody has them.
/// </summary>
internal sealed record DemoTown(int Number, string Country, string Name, double Latitude, double Longitude, string Zone, string Language)
{
    private const int FirstNetwork = 64496;

    public static readonly DemoTown Berlin = new(0, "DE", "Berlin", 52.52, 13.405, "Europe/Berlin", "de");
    public static readonly DemoTown Lyon = new(1, "FR", "Lyon", 45.764, 4.8357, "Europe/Paris", "fr");
    public static readonly DemoTown Leeds = new(2, "GB", "Leeds", 53.8008, -1.5491, "Europe/London", "en");
    public static readonly DemoTown Lisbon = new(3, "PT", "Lisbon", 38.7223, -9.1393, "Europe/Lisbon", "pt");
    public static readonly DemoTown Toronto = new(4, "CA", "Toronto", 43.6532, -79.3832, "America/Toronto", "en");
    public static readonly DemoTown Austin = new(5, "US", "Austin", 30.2672, -97.7431, "America/Chicago", "en");
    public static readonly DemoTown Osaka = new(6, "JP", "Osaka", 34.6937, 135.5023, "Asia/Tokyo", "ja");
    public static readonly DemoTown Nairobi = new(7, "KE", "Nairobi", -1.2921, 36.8219, "Africa/Nairobi", "en");
    public static readonly DemoTown Pune = new(8, "IN", "Pune", 18.5204, 73.8567, "Asia/Kolkata", "en");
    public static readonly DemoTown Warsaw = new(9, "PL", "Warsaw", 52.2297, 21.0122, "Europe/Warsaw", "pl");

    public static readonly IReadOnlyList<DemoTown> All = [Berlin, Lyon, Leeds, Lisbon, Toronto, Austin, Osaka, Nairobi, Pune, Warsaw];

    /// <summary>The line at home of that household.</summary>
    public DemoSpot Home(int household) => Spot(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"192.0.2.{1 + (household % 254)}")), Number % 8);

    public DemoSpot Office => Spot(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"198.51.100.{10 + Number}")), 8 + (Number % 4));

    /// <summary>A phone's network.</summary>
    public DemoSpot Underway(int host) => Spot(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:db8:{0x40 + Number:x}:{host:x}::{host * 7:x}")), 12 + (Number % 3));

    /// <summary>A hotel, a café, or somebody whom nobody knows.</summary>
    public DemoSpot Elsewhere(int host) => Spot(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"203.0.113.{1 + (host % 254)}")), 15);

    private DemoSpot Spot(IPAddress address, int network) => new(this, address, string.Create(CultureInfo.InvariantCulture, $"AS{FirstNetwork + network}"));
}

/// <summary>An address in a town.</summary>
internal sealed record DemoSpot(DemoTown Town, IPAddress Address, string Network);
