using AccountPortal.Settings;

namespace AccountPortal.Places;

/// <summary>Where the databases lie that tell where an address is. Without one the portal works, and leaves places out.</summary>
public sealed class GeolocationSettings : ISettings
{
    public static string Section => "Geolocation";

    [Setting("MaxMind DB files that tell where an address is, separated by semicolons: countries or cities and networks mostly come apart, IPv4 and IPv6 sometimes. Relative paths start at the content root. Without one, places are left out.")]
    public string? DatabasePath { get; init; }

    /// <summary>The files themselves are looked at by <see cref="DatabaseCheck"/>, which knows where a relative path starts.</summary>
    public void Validate(SettingsCheck check)
    {
    }

    internal IReadOnlyList<string> FullPaths(IHostEnvironment environment) =>
    [
        .. (DatabasePath ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(path => Path.Combine(environment.ContentRootPath, path)),
    ];
}
