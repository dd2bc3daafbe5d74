using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Deletion;

/// <summary>What is written to people whose account is to be deleted.</summary>
public sealed class DeletionLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private const string WithoutSignIn = "It works without signing in, as long as the account is there.";

    private string Product => branding.Value.Name;

    /// <summary>At once. <paramref name="keepToken"/> keeps the account, <paramref name="notMeToken"/> throws out whoever asked as well.</summary>
    public Letter Requested(Account account, DeletionRequest request, IReadOnlyList<LetterFact> facts, string keepToken, string notMeToken) =>
        new(account, $"Your {Product} account will be deleted",
        [
            $"Somebody who is signed in to your {Product} account, most likely you, asked for it to be deleted. It will be on {When(account, request)}.",
            "Until then nothing is lost, and one click keeps it. Other browsers were signed out. Signing in leads to a page that keeps the account, and lets you take your data along.",
            $"Have you changed your mind? The button below keeps the account. {WithoutSignIn}",
            $"Wasn't it you? Then somebody is in your account. Open {publicUrl.To($"/not-me?token={notMeToken}")} and press its button: it keeps the account, signs out every browser, makes the password unusable and sends you a mail to set a new one.",
        ])
        {
            Facts = facts,
            Button = Keep(keepToken),
        };

    /// <summary>A week before, and a day.</summary>
    public Letter Reminder(Account account, DeletionRequest request, TimeSpan left, string keepToken) =>
        new(account, $"Your {Product} account will be deleted in {Duration.InWords(left)}",
        [
            $"As you asked on {RelativeTime.Full(request.RequestedAt, ReaderZone.Find(account.TimeZone))}, your {Product} account will be deleted on {When(account, request)}, and with it all that it holds. Nobody can bring it back then.",
            $"Is that what you want? Then there is nothing to do. If you would like to take your data along, sign in before: {publicUrl.To("/account/delete")}.",
            $"Have you changed your mind? The button below keeps the account. {WithoutSignIn}",
        ])
        {
            Button = Keep(keepToken),
        };

    /// <summary>It is cancelled.</summary>
    public Letter Kept(Account account, IReadOnlyList<LetterFact> facts) => new(account, $"Your {Product} account is kept",
    [
        $"The deletion of your {Product} account was cancelled. Nothing was deleted, and everything is as it was.",
        "If you kept it, there is nothing to do. If you wanted it deleted, somebody else may be in your account: set a new password, and ask for the deletion again.",
    ])
    {
        Facts = facts,
        Button = new LetterButton("It wasn't me: set a new password", publicUrl.To("/forgot-password")),
    };

    public Letter KeptByAdministrator(Account account, string? message) => new(account, $"Your {Product} account is kept",
    [
        $"An administrator of {Product} cancelled the deletion of your account. Nothing was deleted. Sign in to go on.",
        .. Words(message),
        "If you still want it deleted, you can ask for it again.",
    ])
    {
        Button = new LetterButton("Sign in", publicUrl.To("/sign-in")),
    };

    private LetterButton Keep(string token) => new("Keep my account", publicUrl.To($"/keep-account?token={token}"));

    private static string When(Account account, DeletionRequest request) => RelativeTime.Full(request.ExecuteAt, ReaderZone.Find(account.TimeZone));

    // No administrator's text is taken for the portal's own.
    private static string[] Words(string? message) => message is null ? [] : [$"They wrote: {message}"];
}
