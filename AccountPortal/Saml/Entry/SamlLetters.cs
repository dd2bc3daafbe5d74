using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Saml.Entry;

/// <summary>What is written to people about their company's sign-in.</summary>
public sealed class SamlLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private string Product => branding.Value.Name;

    public Letter Connected(Account account, string company) => new(account, $"{company} now opens your {Product} account",
    [
        $"Your {Product} account was connected to the sign-in of {company}: whoever signs in there as you is signed in here.",
        "If it was you, there is nothing to do. If it wasn't, set a new password now and tell whoever looks after your accounts.",
    ])
    {
        Button = new LetterButton("Set a new password", publicUrl.To("/forgot-password")),
    };

    /// <summary>To the account's owner and to every administrator.</summary>
    public Letter BreakGlassUsed(Account account, Account about) => new(account, $"An emergency account of {Product} was used",
    [
        $"Somebody signed in to {about.Email} with its password. This account is kept for the time when the company's sign-in does not work.",
        "If nobody of you did it, lock the account and set a new password for it.",
    ])
    {
        Button = new LetterButton("See what happened", publicUrl.To("/account/activity")),
    };
}
