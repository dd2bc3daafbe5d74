using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Accounts;

/// <summary>What is written to people while the address of an account changes: the new one proves itself, the old one is told and can undo it.</summary>
public sealed class EmailLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private string Product => branding.Value.Name;

    /// <summary>To the new address: the link that makes it the account's.</summary>
    public Letter Confirm(EmailAddress newEmail, string token, TimeSpan lifetime) => new(newEmail.Value, $"Confirm your new email address for {Product}",
    [
        $"Somebody, most likely you, wants to use this address for their {Product} account.",
        $"Open the page below to confirm it. The link works once, within {Duration.InWords(lifetime)}. Until then the account keeps its present address.",
    ])
    {
        Button = new LetterButton("Confirm my new address", publicUrl.To($"/verify-email?token={token}")),
        Footnote = "If it wasn't you, do nothing: without your confirmation nobody can use this address.",
    };

    /// <summary>To the new address, where it has an account already: no link.</summary>
    public Letter AlreadyUsed(EmailAddress newEmail) => new(newEmail.Value, $"This address already has an account at {Product}",
    [
        $"Somebody, most likely you, wanted to move another {Product} account to this address. It already has an account of its own, so nothing was changed.",
        "If that was you: sign in with this address, or move its account to another address first.",
    ])
    {
        Button = new LetterButton("Sign in", publicUrl.To("/sign-in")),
        Footnote = "If it wasn't you, do nothing: whoever tried it was not told that the account exists.",
    };

    /// <summary>To the present address: somebody asked for the change.</summary>
    public Letter Requested(Account account, EmailAddress newEmail, IReadOnlyList<LetterFact> facts) =>
        new(account, $"Your email address at {Product} is about to change",
        [
            $"Somebody, most likely you, asked to change the address of your {Product} account to {newEmail}. It changes once the new address is confirmed.",
            "If it was you, there is nothing to do here. If it wasn't, somebody knows your password: set a new one now, which also stops the change.",
        ])
        {
            Facts = facts,
            Button = new LetterButton("It wasn't me: set a new password", publicUrl.To("/forgot-password")),
        };

    /// <summary>To the address that was replaced, with the way back.</summary>
    public Letter Changed(Account account, string oldEmail, string undoToken, TimeSpan undoLifetime, IReadOnlyList<LetterFact> facts) =>
        new(oldEmail, $"Your email address at {Product} was changed",
        [
            $"The address of your {Product} account is now {account.Email}. This address no longer opens it.",
            $"If it was you, there is nothing to do. If it wasn't, undo it within {Duration.InWords(undoLifetime)}: your address comes back, every device is signed out and the password stops working. We then send you a link to set a new one.",
        ])
        {
            AccountId = account.Id,
            Facts = facts,
            Button = new LetterButton("It wasn't me: undo the change", publicUrl.To($"/undo-email-change?token={undoToken}")),
        };

    /// <summary>To the address that an undo took away again.</summary>
    public Letter Undone(string removedEmail) => new(removedEmail, $"Your email address at {Product} was changed back",
    [
        $"The change that made this the address of a {Product} account was undone from the address before. This address no longer opens the account.",
        "If you don't know anything about it, there is nothing to do.",
    ]);
}
