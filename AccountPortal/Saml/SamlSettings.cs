using AccountPortal.Settings;

namespace AccountPortal.Saml;

/// <summary>What holds for all companies' sign-ins.</summary>
public sealed class SamlSettings : ISettings
{
    public static string Section => "Saml";

    /// <summary>How long a session lasts at most that a company's sign-in opened, where its provider has no time of its own: after that the company is asked again.</summary>
    public TimeSpan MaxSessionAge { get; init; } = TimeSpan.FromHours(12);

    public void Validate(SettingsCheck check) => check.Duration(nameof(MaxSessionAge), MaxSessionAge, TimeSpan.FromMinutes(5), TimeSpan.FromDays(30));
}
