using AccountPortal.Settings;

namespace AccountPortal.Deletion;

/// <summary>How long an account that is to be deleted waits, and how often the portal looks for those that are due.</summary>
public sealed class DeletionSettings : ISettings
{
    public static string Section => "Deletion";

    [Setting("How long the owner can change their mind about deleting the account.")]
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromDays(30);

    [Setting("How often the portal looks for accounts whose time has come.")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    public void Validate(SettingsCheck check)
    {
        check.Duration(nameof(GracePeriod), GracePeriod, TimeSpan.FromDays(1), TimeSpan.FromDays(365));
        check.Duration(nameof(Interval), Interval, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
    }
}
