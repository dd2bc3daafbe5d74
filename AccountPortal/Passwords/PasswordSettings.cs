using AccountPortal.Settings;

namespace AccountPortal.Passwords;

/// <summary>What passwords must be like, and how they are stored.</summary>
public sealed class PasswordSettings : ISettings
{
    public static string Section => "Passwords";

    [Setting("How many characters a password has at least.")]
    public int MinimumLength { get; init; } = 8;

    [Setting("Rounds of PBKDF2-HMAC-SHA512; OWASP's figure. When it grows, a sign-in hashes the password anew.")]
    public int Iterations { get; init; } = 210_000;

    [Setting("How many passwords may wait while all cores but one are hashing others. Whoever comes then is told to come back (429).")]
    public int MaxWaiting { get; init; } = 50;

    public void Validate(SettingsCheck check)
    {
        // Not above 64: passwords of that length must be allowed (ASVS 6.2.9), so they must be enough, too.
        check.Range(nameof(MinimumLength), MinimumLength, check.IsDevelopment ? 1 : 8, 64);
        check.Range(nameof(MaxWaiting), MaxWaiting, 1, 100_000);
        check.Range(nameof(Iterations), Iterations, check.IsDevelopment ? 1 : 210_000, 10_000_000);
    }
}
