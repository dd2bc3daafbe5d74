using AccountPortal.Admin;
using AccountPortal.Settings;

namespace AccountPortal.TwoFactor;

/// <summary>Who has to have a second factor, and how long a device is trusted without one.</summary>
public sealed class TwoFactorSettings : ISettings
{
    private const string AdminsLongName = "Administrator";

    public static string Section => "TwoFactor";

    [Setting("The roles whose accounts do nothing before they have a second factor; not set: administrators in production, nobody in development.")]
    public TextList? RequiredForRoles { get; set; }

    [Setting("How long \"Trust this device\" holds; zero: it is not offered.")]
    public TimeSpan TrustDeviceFor { get; init; } = TimeSpan.FromDays(30);

    [Setting("How long an owner can stop an administrator's reset of their second factors.")]
    public TimeSpan ResetDelay { get; init; } = TimeSpan.FromHours(24);

    public void Validate(SettingsCheck check)
    {
        if (TrustDeviceFor != TimeSpan.Zero)
        {
            check.Duration(nameof(TrustDeviceFor), TrustDeviceFor, TimeSpan.FromHours(1), TimeSpan.FromDays(90));
        }

        check.Duration(nameof(ResetDelay), ResetDelay, TimeSpan.FromHours(1), TimeSpan.FromDays(30));
    }

    /// <summary>Whether any of these roles has to have a second factor.</summary>
    public bool IsRequiredFor(IEnumerable<string> roles) =>
        RequiredForRoles is { Count: > 0 } required && roles.Any(role => required.Any(name => Names(name, role)));

    private static bool Names(string name, string role) =>
        name.Equals(role, StringComparison.OrdinalIgnoreCase) || (role == AdminRole.Name && name.Equals(AdminsLongName, StringComparison.OrdinalIgnoreCase));
}
