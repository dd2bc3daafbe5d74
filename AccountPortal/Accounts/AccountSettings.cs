using AccountPortal.Settings;

namespace AccountPortal.Accounts;

/// <summary>How long accounts last that nobody looks after.</summary>
public sealed class AccountSettings : ISettings
{
    // Long enough before the end to come back from a weekend.
    private static readonly TimeSpan LongestWarning = TimeSpan.FromDays(3);

    public static string Section => "Accounts";

    [Setting("How old an account becomes whose address nobody proves; zero: it stays.")]
    public TimeSpan UnverifiedLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long before its end its address gets a last mail: never sooner than after half its life.</summary>
    public TimeSpan UnverifiedWarning => UnverifiedLifetime / 2 < LongestWarning ? UnverifiedLifetime / 2 : LongestWarning;

    public void Validate(SettingsCheck check)
    {
        if (UnverifiedLifetime != TimeSpan.Zero)
        {
            check.Duration(nameof(UnverifiedLifetime), UnverifiedLifetime, TimeSpan.FromDays(1), TimeSpan.FromDays(365));
        }
    }
}
