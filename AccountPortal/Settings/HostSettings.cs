namespace AccountPortal.Settings;

/// <summary>The settings that are needed before there are services: where the database is, where people reach the portal, what encrypts the keys.</summary>
public sealed record HostSettings(string? ConnectionString, Uri? PublicUrl, string? KeyEncryption, string? FeedConnectionString)
{
    private const string ConnectionKey = "ConnectionStrings:Portal";
    private const string FeedConnectionKey = "ConnectionStrings:Feed";
    private const string KeyEncryptionKey = "DataProtection:KeyEncryption";

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
