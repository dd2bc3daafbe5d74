using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Admin;

/// <summary>What is written to the owners of accounts that administrators act on. Who it was stays between the administrators, and so does their reason.</summary>
public sealed class AdminLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private string Product => branding.Value.Name;

    public Letter Locked(Account account, string? message) => new(account, $"Your {Product} account was locked",
    [
        $"An administrator locked your {Product} account and signed you out on every device. Nobody can sign in to it until an administrator unlocks it.",
        .. Words(message),
        $"Nothing was deleted. If you think that this is a mistake, write to whoever looks after accounts at {Product}.",
    ]);

    public Letter Unlocked(Account account, string? message) => new(account, $"Your {Product} account was unlocked",
    [
        $"An administrator unlocked your {Product} account. You can sign in again.",
        .. Words(message),
    ])
    {
        Button = new LetterButton("Sign in", publicUrl.To("/sign-in")),
    };

    private static string[] Words(string? message) => message is null ? [] : [$"They wrote: {message}"];
}
