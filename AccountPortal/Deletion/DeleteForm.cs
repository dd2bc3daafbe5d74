using AccountPortal.Accounts;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Deletion;

/// <summary>What somebody types who wants their account deleted.</summary>
public sealed record DeleteForm
{
    public const int MostReason = 500;

    /// <summary>The account's address, typed, so that nobody deletes an account by a slip of the hand.</summary>
    public string? Email { get; init; }

    /// <summary>Why, if they want to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason as it is kept; <c>null</c> for none.</summary>
    internal string? KeptReason => string.IsNullOrWhiteSpace(Reason) ? null : Reason.Trim();

    /// <summary>Checks what was typed, but for whose address it is, and puts what is wrong beside its field.</summary>
    public bool IsFine(ModelStateDictionary problems)
    {
        if (KeptReason is { Length: > MostReason })
        {
            problems.AddModelError(nameof(Reason), $"Write at most {MostReason} characters.");
        }
        else if (KeptReason is { } kept && !DisplayName.IsClean(kept))
        {
            problems.AddModelError(nameof(Reason), "This has characters that can't be shown. Use letters, digits, spaces and the usual signs.");
        }

        return problems.IsValid;
    }

    /// <summary>Whether the typed address is that account's.</summary>
    public bool Names(Account account) => EmailAddress.TryParse(Email, out var typed) && typed.Normalized == account.NormalizedEmail;
}
