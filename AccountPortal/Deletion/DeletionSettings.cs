using AccountPortal.Settings;

namespace AccountPortal.Deletion;

/// <summary>How long an account that is to be deleted waits, and how often the portal looks for those that are due.</summary>
public sealed class DeletionSettings : ISettings
{
    public static string Section => "Deletion";

    /// <summary>How long the person can change their mind.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromDays(30);

    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    public void Validate(SettingsCheck check)
    {
        check.Duration(nameof(GracePeriod), GracePeriod, TimeSpan.FromDays(1), TimeSpan.FromDays(365));
        check.Duration(nameof(Interval), Interval, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
    }
}
