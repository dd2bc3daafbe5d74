using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Passwords;

/// <summary>What is written to people about their password.</summary>
public sealed class PasswordLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding, IOptions<PasswordResetSettings> settings)
{
    private string Product => branding.Value.Name;

    public Letter Reset(string email, string token) => new(email, $"Set a new password for {Product}",
    [
        $"Somebody, most likely you, asked for a new password for the {Product} account of this address.",
        $"Open the page below to choose one. The link works once, within {Duration.InWords(settings.Value.TokenLifetime)}. The newest link ends the ones before.",
    ])
    {
        Button = new LetterButton("Choose a new password", publicUrl.To($"/reset-password?token={token}")),
        Footnote = "If it wasn't you, do nothing: your password stays as it is.",
    };

    public Letter ResetByAdministrator(string email, string token) => new(email, $"Set a new password for {Product}",
    [
        $"An administrator of {Product} asks you to set a new password for your account. Only you choose it; nobody else gets to see it.",
        $"Open the page below. The link works once, within {Duration.InWords(settings.Value.TokenLifetime)}. Setting the password signs you out on every device.",
    ])
    {
        Button = new LetterButton("Choose a new password", publicUrl.To($"/reset-password?token={token}")),
        Footnote = "Is the link too old? Ask for a new one with \"Forgot password\" on the sign-in page.",
    };

    /// <summary>After a change or a reset; what to do if the owner knows nothing of it (ASVS 6.3.7).</summary>
    public Letter Changed(Account account, IReadOnlyList<LetterFact> facts) => Changed(account, facts, []);

    /// <summary>After a reset by mail. Passkeys are no part of the password and stay: whoever resets because somebody got in has to look at them too.</summary>
    public Letter WasReset(Account account, int passkeys, IReadOnlyList<LetterFact> facts) => Changed(account, facts, passkeys == 0 ? [] :
    [
        $"Your {Duration.Count(passkeys, "passkey")} {(passkeys == 1 ? "stays and goes" : "stay and go")} on signing in without the password. If one isn't yours, remove it: {publicUrl.To("/account/passkeys")}",
    ]);

    private Letter Changed(Account account, IReadOnlyList<LetterFact> facts, string[] more) => new(account, $"Your password at {Product} was changed",
    [
        $"The password of your {Product} account was changed, and all other devices were signed out.",
        .. more,
        "If it was you, there is nothing to do. If it wasn't, set a new password now: it signs out whoever did it.",
    ])
    {
        Facts = facts,
        Button = new LetterButton("It wasn't me: set a new password", publicUrl.To("/forgot-password")),
    };
}
