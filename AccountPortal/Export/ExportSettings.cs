using AccountPortal.Settings;

namespace AccountPortal.Export;

/// <summary>How long an archive waits to be fetched.</summary>
public sealed class ExportSettings : ISettings
{
    public static string Section => "Export";

    [Setting("How long an export of somebody's data waits to be fetched from when it is ready; after that it is deleted, fetched or not.")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(7);

    public void Validate(SettingsCheck check) => check.Duration(nameof(Lifetime), Lifetime, TimeSpan.FromHours(1), TimeSpan.FromDays(30));
}
