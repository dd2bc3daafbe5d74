using AccountPortal.Settings;

namespace AccountPortal.Passwords;

/// <summary>How long a link that sets a new password works.</summary>
public sealed class PasswordResetSettings : ISettings
{
    public static string Section => "PasswordReset";

    [Setting("How long a link that sets a new password works.")]
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(30);

    public void Validate(SettingsCheck check) =>
        check.Duration(nameof(TokenLifetime), TokenLifetime, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1));
}
