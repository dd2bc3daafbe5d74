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

    /// <summary>The link that stands in for the password of an account that has none.</summary>
    public Letter Connect(Account account, string slug, string company, string token) => new(account, $"Connect your {Product} account with {company}",
    [
        $"Somebody, most likely you, signed in through {company} and wants it to open your {Product} account.",
        $"Open the page below in the same browser. The link works once, within {Duration.InWords(MailedConnection.Lifetime)}. The newest link ends the ones before.",
    ])
    {
        Button = new LetterButton("Connect them", publicUrl.To($"/saml/{slug}/connect/mail?token={token}")),
        Footnote = "If it wasn't you, do nothing: your account stays as it is. In another browser than the one that asked for it, the link does nothing.",
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
