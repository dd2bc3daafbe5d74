using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Deletion;

/// <summary>What is written when accounts are erased: the receipt, the warning before an unproven address goes, and the word to administrators where it fails.</summary>
public sealed class ErasureLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private string Product => branding.Value.Name;

    /// <summary>The last mail to a person. It names no account, and nothing of it stays once it is sent.</summary>
    public Letter Erased(Account account, string cause, DateTimeOffset now) => new(account.Email!, $"Your {Product} account is deleted",
    [
        Why(cause),
        "Deleted: your account with its address, name and password; where you were signed in and on which devices; authenticator app, recovery codes and passkeys; mails and links that we sent you; and exports that you asked for. Whoever was signed in is signed out.",
        "Kept: what happened, and when, without anything that leads to you (no name, no address, no IP address), because counts and the evidence of abuse rest on it. And a keyed hash of your address, which nobody can turn back: a backup that is brought back would otherwise bring your account back too. Backups themselves run out by their own time.",
        $"There is nothing left to do. You can sign up at {Product} again at any time; it will be a new account.",
    ])
    {
        IsForgotten = true,
        Facts = [new LetterFact("Deleted", $"{now:d MMMM yyyy 'at' HH:mm} UTC")],
        Footnote = "This is the last mail about this account. It is not kept once it is sent.",
    };

    /// <summary>To an administrator: somebody's account should be gone and is not. It names nobody: the page does.</summary>
    public Letter Failed(Account administrator) => new(administrator, $"An account at {Product} could not be deleted",
    [
        $"The time of an account at {Product} has come, and deleting it failed. Nothing of it is deleted by halves; it is tried again by itself, and other accounts are not held up.",
        "The page says what it failed at. This mail comes once for each account.",
    ])
    {
        Button = new LetterButton("See what fails", publicUrl.To("/admin/deletions?state=failing")),
    };

    /// <summary>To an address that was never proven.</summary>
    public Letter StillUnproven(Account account, string token, TimeSpan left) => new(account, $"Confirm your address, or your {Product} account goes",
    [
        $"Somebody, most likely you, signed up for {Product} with this address and has not confirmed it. In {Duration.InWords(left)} the account is deleted.",
        "To keep it, open the page below and enter the password that you chose. The link works once, until then.",
    ])
    {
        Button = new LetterButton("Confirm my address", publicUrl.To($"/verify-email?token={token}")),
        Footnote = "If it wasn't you, do nothing: the account goes by itself, and your address with it.",
    };

    private string Why(string cause) => cause switch
    {
        DeletionCause.Owner => $"You asked for it: your {Product} account and what we kept about you is deleted. It can't be undone.",
        DeletionCause.Administrators => $"The administrators of {Product} deleted your account and what we kept about you. It can't be undone.",
        DeletionCause.Inactive => $"Nobody has used your {Product} account for a long time, so it and what we kept about you is deleted. It can't be undone.",
        DeletionCause.Restored => $"Your {Product} account was deleted before. A backup that had to be brought back had it still, so it was deleted again. It can't be undone.",
        _ => $"Your {Product} account and what we kept about you is deleted. It can't be undone.",
    };
}
