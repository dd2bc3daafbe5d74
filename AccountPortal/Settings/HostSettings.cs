namespace AccountPortal.Settings;

/// <summary>The settings that are needed before there are services: where the database is, where people reach the portal, what encrypts the keys.</summary>
public sealed record HostSettings(string? ConnectionString, Uri? PublicUrl, string? KeyEncryption, string? FeedConnectionString)
{
    private const string ConnectionKey = "ConnectionStrings:Portal";
    private const string FeedConnectionKey = "ConnectionStrings:Feed";
    private const string KeyEncryptionKey = "DataProtection:KeyEncryption";

    /// <summary>The same for operators: key, what it means, whether it is secret.</summary>
    internal static IReadOnlyList<(string Key, string Words, bool IsSecret)> Described { get; } =
    [
        (ConnectionKey, "Where the database is, and who the portal is there. Only development runs without: on a private PostgreSQL that the portal starts.", true),
        (FeedConnectionKey, "For a portal behind a connection pooler: the server itself, which tells each node what changed.", true),
        (Security.PublicUrl.Setting, "The address that people use. Links, company sign-in and passkeys are built from it, never from the Host header. Without it, in development alone: where the portal listens.", false),
        (KeyEncryptionKey, "The file that encrypts the keys in the database: a certificate (.pfx, .p12, .pem) or 32 random bytes in base64. The same on all nodes.", false),
        ("Urls", "Where this node listens (ASPNETCORE_URLS, --urls).", false),
        ("Environment", "Development or Production (ASPNETCORE_ENVIRONMENT). Whatever is not Development is guarded like production.", false),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "Where traces, metrics and logs are sent by OTLP; OpenTelemetry's other variables count too. Without it nothing is sent.", true),
    ];

    /// <summary>Reads and checks them. Throws <see cref="SettingsException"/>.</summary>
    public static HostSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var isDevelopment = environment.IsDevelopment();
        return new HostSettings(
            Connection(ConnectionKey, Text(configuration, ConnectionKey), isDevelopment),
            Address(Text(configuration, Security.PublicUrl.Setting), isDevelopment),
            KeyFile(Text(configuration, KeyEncryptionKey), isDevelopment),
            Connection(FeedConnectionKey, Text(configuration, FeedConnectionKey), isOptional: true));
    }

    private static string? Connection(string key, string? value, bool isOptional)
    {
        Demand(value is not null || isOptional, key, "", "a PostgreSQL connection string (only development runs without one)");
        try
        {
            // The value is left out of the message: it holds a password.
            return value is null ? null : new Npgsql.NpgsqlConnectionStringBuilder(value).ConnectionString;
        }
        catch (ArgumentException)
        {
            // Nor the reason: it quotes the part that was not understood, which may be the password's.
            throw new SettingsException(SettingsCheck.Line(key, "(not shown)", "a PostgreSQL connection string, such as Host=db;Database=portal;Username=portal;Password=\"…\""));
        }
    }

    private static Uri? Address(string? value, bool isDevelopment)
    {
        Uri? url = null;
        var isFine = value is null ? isDevelopment : Security.PublicUrl.TryParse(value, isDevelopment, out url);
        Demand(isFine, Security.PublicUrl.Setting, value, "the address that people use, such as https://id.example.com (https, no path; http only in development)");
        return url;
    }

    private static string? KeyFile(string? value, bool isDevelopment)
    {
        Demand(value is null ? isDevelopment : File.Exists(value), KeyEncryptionKey, value, Data.Keys.KeyEncryption.Allowed);
        return value;
    }

    private static string? Text(IConfiguration configuration, string key) => configuration[key] is { Length: > 0 } value ? value : null;

    private static void Demand(bool isFine, string key, string? value, string allowed)
    {
        if (!isFine)
        {
            throw new SettingsException(SettingsCheck.Line(key, value, allowed));
        }
    }
}
