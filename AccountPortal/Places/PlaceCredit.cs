namespace AccountPortal.Places;

/// <summary>The words and the link that a free database asks for wherever its places are shown.</summary>
public sealed record PlaceCredit(string Before, string Name, Uri Link)
{
    private static readonly PlaceCredit DbIP = new("IP geolocation by ", "DB-IP", new Uri("https://db-ip.com"));
    private static readonly PlaceCredit GeoLite = new("Includes GeoLite data created by ", "MaxMind", new Uri("https://www.maxmind.com"));

    /// <summary>Known by the type that the database says it is: "DBIP-City-Lite", "GeoLite2-City". Those that are paid for ask for none.</summary>
    public static PlaceCredit? For(string databaseType) => databaseType switch
    {
        _ when databaseType.StartsWith("DBIP-", StringComparison.Ordinal) && databaseType.Contains("-Lite", StringComparison.Ordinal) => DbIP,
        _ when databaseType.StartsWith("GeoLite2-", StringComparison.Ordinal) => GeoLite,
        _ => null,
    };
}
