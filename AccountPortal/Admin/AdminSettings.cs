using AccountPortal.Accounts;
using AccountPortal.Settings;

namespace AccountPortal.Admin;

/// <summary>Who administers by the settings alone, beside those whom a command gave the role.</summary>
public sealed class AdminSettings : ISettings
{
    public static string Section => "Admin";

    [Setting("Local accounts with one of these addresses are administrators once the address is proven; never through a company's sign-in.")]
    public TextList Emails { get; init; } = [];

    public void Validate(SettingsCheck check)
    {
        foreach (var email in Emails)
        {
            check.That(EmailAddress.TryParse(email, out _), nameof(Emails), email, "email addresses, separated by commas");
        }
    }

    /// <summary>The addresses in the form that is compared.</summary>
    public IReadOnlyList<string> NormalizedEmails() => [.. Emails.Select(Normalized)];

    /// <summary>
    /// Whether a session of that account administers by the settings. Never one that an identity provider opened: who may name
    /// whom there is the company's business, and these addresses are the portal's.
    /// </summary>
    public bool Covers(string email, bool isVerified, bool isBySaml) => isVerified && !isBySaml && Emails.Any(entry => Normalized(entry) == Normalized(email));

    private static string Normalized(string email) => EmailAddress.TryParse(email, out var address) ? address.Normalized : "";
}
