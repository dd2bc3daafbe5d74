using AccountPortal.Settings;

namespace AccountPortal.Export;

/// <summary>How long an archive waits to be fetched.</summary>
public sealed class ExportSettings : ISettings
{
    public static string Section => "Export";

    /// <summary>From when it is ready; after that it is deleted, fetched or not.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(7);

    public void Validate(SettingsCheck check) => check.Duration(nameof(Lifetime), Lifetime, TimeSpan.FromHours(1), TimeSpan.FromDays(30));
}
