using AccountPortal.Settings;

namespace AccountPortal.EmailVerification;

/// <summary>How long a link that proves an address works.</summary>
public sealed class EmailVerificationSettings : ISettings
{
    public static string Section => "EmailVerification";

    [Setting("How long a link that proves an address works.")]
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(24);

    public void Validate(SettingsCheck check) =>
        check.Duration(nameof(TokenLifetime), TokenLifetime, TimeSpan.FromMinutes(5), TimeSpan.FromDays(7));
}
