using AccountPortal.Settings;

namespace AccountPortal.StepUp;

/// <summary>How long a confirmation that it's you holds.</summary>
public sealed class StepUpSettings : ISettings
{
    public static string Section => "StepUp";

    [Setting("How long a confirmation that it's you holds, a sign-in included, before something that matters asks again.")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(10);

    public void Validate(SettingsCheck check) => check.Duration(nameof(MaxAge), MaxAge, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
}
