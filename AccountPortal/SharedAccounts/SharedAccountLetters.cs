using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.SharedAccounts;

/// <summary>What is written to the owner of an account that looks used by several people. It blames nobody: it may be a stranger as well as a friend.</summary>
public sealed class SharedAccountLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private string Product => branding.Value.Name;

    public Letter Told(Account owner, string? message) => new(owner, $"Is your {Product} account used by somebody else?",
    [
        $"Your {Product} account looks as if several people use it: it is signed in on devices that one person hardly uses together.",
        .. message is null ? (string[])[] : [$"An administrator wrote: {message}"],
        "Have a look at where you're logged in and sign out whatever you don't recognise. If somebody may know your password, set a new one.",
    ])
    {
        Button = new LetterButton("See where you're logged in", publicUrl.To("/account/sessions")),
        Footnote = "If all of it is you, do nothing. Nothing was blocked.",
    };
}
