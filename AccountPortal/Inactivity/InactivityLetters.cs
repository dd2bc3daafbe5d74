using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Inactivity;

/// <summary>What is written to people who have not used their account for long.</summary>
public sealed class InactivityLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private string Product => branding.Value.Name;

    /// <summary><paramref name="lockedAt"/>: when the account is locked; <c>null</c> where it is not.</summary>
    public Letter Unused(Account account, DateTimeOffset lastUse, DateTimeOffset? lockedAt) => new(account, $"Do you still use your {Product} account?",
    [
        $"You last used your {Product} account on {When(account, lastUse)}.",
        lockedAt is { } at
            ? $"If you want to keep it, sign in before {When(account, at)}. That is enough, there is nothing else to do. Otherwise it is locked then, because accounts that nobody looks after are worth a thief's while."
            : "Nothing happens to it. If you don't need it any more, sign in and delete it, so that nothing of you lies around.",
    ])
    {
        Button = new LetterButton("Sign in", publicUrl.To("/sign-in")),
    };

    /// <summary><paramref name="deletedAt"/>: when the account is deleted; <c>null</c> where it is not.</summary>
    public Letter Locked(Account account, DateTimeOffset lastUse, DateTimeOffset? deletedAt) => new(account, $"Your {Product} account was locked, because it is not used",
    [
        $"You last used your {Product} account on {When(account, lastUse)}, so we locked it. Nobody can sign in to it now.",
        "Do you want it back? Set a new password with the page below: that opens it again.",
        deletedAt is { } at ? $"Otherwise it is deleted with all that is in it after {When(account, at)}." : "Nothing was deleted.",
    ])
    {
        Button = NewPassword,
    };

    public Letter ToBeDeleted(Account account, DateTimeOffset lastUse, DateTimeOffset deletedAt) => new(account, $"Your {Product} account is going to be deleted",
    [
        $"Your {Product} account is locked, because it was last used on {When(account, lastUse)}. It is deleted with all that is in it after {When(account, deletedAt)}.",
        "Do you want to keep it? Set a new password with the page below before then: that opens it again.",
    ])
    {
        Button = NewPassword,
    };

    /// <summary>To who has just brought the right password.</summary>
    public Letter HowToOpen(Account account) => new(account, $"How to open your {Product} account again",
    [
        $"Somebody, most likely you, just tried to sign in to your {Product} account with the right password. It is locked, because it was not used for long.",
        "Set a new password with the page below: that opens it again. It shows that you read this mailbox.",
    ])
    {
        Button = NewPassword,
        Footnote = "If it wasn't you, set a new password too: somebody knows the one that you have.",
    };

    private LetterButton NewPassword => new("Set a new password", publicUrl.To("/forgot-password"));

    private static string When(Account account, DateTimeOffset at) => RelativeTime.Full(at, ReaderZone.Find(account.TimeZone));
}
