using AccountPortal.Accounts;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Passwords;

/// <summary>
/// Which passwords may be chosen (ASVS 6.2): long enough, not among those that are guessed first. No mixture of letters and digits is asked for,
/// and a password counts exactly as typed, spaces included.
/// </summary>
public sealed class PasswordRules(CommonPasswordList common, IOptions<PasswordSettings> settings, IOptions<BrandingOptions> branding)
{
    /// <summary>Far above what anybody types; a limit at all so that nobody posts a book.</summary>
    public const int MaximumLength = 1000;

    /// <summary>What is wrong with the password, as a sentence for whoever chooses it; <c>null</c> if nothing is.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="email">The account's address, which its password must not repeat.</param>
    public string? Refusal(string? password, string? email)
    {
        if (string.IsNullOrEmpty(password))
        {
            return "Enter a password.";
        }

        var (length, minimum) = (password.EnumerateRunes().Count(), settings.Value.MinimumLength);
        if (length < minimum)
        {
            return $"Use at least {Duration.Count(minimum, "character")}. This has {length}.";
        }

        if (length > MaximumLength)
        {
            return $"Use at most {MaximumLength} characters. This has {length}.";
        }

        if (common.Contains(password) || Guessable.IsPattern(password))
        {
            return "Many people use this password, so it is among the first that are tried. Choose another one; a few words in a row work well.";
        }

        return Words(email).Any(word => IsWordWithDigits(password, word))
            ? "This is easy to guess from your address or our name. Choose another one; a few words in a row work well."
            : null;
    }

    private IEnumerable<string> Words(string? email)
    {
        var name = branding.Value.Name;
        yield return name;
        yield return name.Replace(" ", "", StringComparison.Ordinal);
        if (EmailAddress.TryParse(email, out var address))
        {
            yield return address.Value;
            yield return address.Value[..address.Value.IndexOf('@')];
        }
    }

    private static bool IsWordWithDigits(string password, string word) =>
        password.StartsWith(word, StringComparison.OrdinalIgnoreCase) && password.AsSpan(word.Length).IndexOfAnyExceptInRange('0', '9') < 0;
}
