using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.TwoFactor;

/// <summary>What is written to people about their second factor (ASVS 6.3.5, 6.3.7).</summary>
public sealed class TwoFactorLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private const string IfItWasNot = "If it was you, there is nothing to do. If it wasn't, set a new password now: it signs out whoever did it.";

    // A new password does not take a factor off, or whoever reads the mail would need none.
    private const string IfItIsTheirs = "If signing in then asks for a code that you don't have, an administrator can remove the app.";

    private string Product => branding.Value.Name;

    public Letter TurnedOn(Account account, IReadOnlyList<LetterFact> facts) => Change(
        account, facts, $"Two-step sign-in is on at {Product}", IfItIsTheirs,
        $"Signing in to your {Product} account now asks for a code of an authenticator app after the password. Keep your recovery codes where you find them without your phone.");

    public Letter AppChanged(Account account, IReadOnlyList<LetterFact> facts) => Change(
        account, facts, $"Your authenticator app at {Product} was changed", IfItIsTheirs,
        $"Codes for your {Product} account now come from another authenticator app, and there are new recovery codes. The ones before no longer work.");

    /// <summary><paramref name="codesLeft"/>: recovery codes that stay, because there is a passkey.</summary>
    public Letter TurnedOff(Account account, int codesLeft, IReadOnlyList<LetterFact> facts) => Change(
        account, facts, $"Two-step sign-in is off at {Product}", null,
        $"Signing in to your {Product} account no longer asks for a code of an authenticator app. {(codesLeft > 0 ? "Your recovery codes stay: they stand in for your passkey." : "There are no recovery codes for it any more.")}");

    public Letter NewCodes(Account account, IReadOnlyList<LetterFact> facts) => Change(
        account, facts, $"New recovery codes at {Product}", null,
        $"New recovery codes were made for your {Product} account. The ones before no longer work.");

    public Letter FewCodesLeft(Account account, int left) => new(account, $"{Left(left)} at {Product}",
    [
        $"A recovery code was used for your {Product} account. {(left == 0 ? "It was the last one." : $"{Left(left)}.")}",
        "Make new ones while you can still sign in. If it wasn't you who used a code, set a new password as well.",
    ])
    {
        Button = new LetterButton("Make new recovery codes", publicUrl.To("/account/two-factor")),
    };

    /// <summary>Somebody has the password. Not for a person who mistypes in their own browser.</summary>
    public Letter WrongCode(Account account, IReadOnlyList<LetterFact> facts) => new(account, $"A sign-in to {Product} was stopped at the code",
    [
        $"Somebody gave the right password of your {Product} account, but not the right code after it. They did not get in.",
        "If it was you, try again with a fresh code. If it wasn't, somebody knows your password: set a new one now, and use it nowhere else.",
    ])
    {
        Facts = facts,
        Button = new LetterButton("It wasn't me: set a new password", publicUrl.To("/forgot-password")),
    };

    /// <summary>An administrator asked for the factors to be removed; the owner can say no.</summary>
    public Letter ResetAsked(Account account, DateTimeOffset dueAt, string token, string? message) => new(account, $"Your second factors at {Product} are to be removed",
    [
        $"An administrator of {Product} asked for the authenticator app, recovery codes and passkeys of your account to be removed, because you are said to have lost them.",
        .. Words(message),
        $"Did you ask for it? Then wait: it is done on {RelativeTime.Full(dueAt, ReaderZone.Find(account.TimeZone))}. After that your password alone signs you in, and you can set up new ones.",
        "Didn't you? Then stop it now. Somebody may be after your account.",
    ])
    {
        Button = new LetterButton("Keep my second factors", publicUrl.To($"/stop-factor-reset?token={token}")),
    };

    public Letter ResetStopped(Account account) => new(account, $"Your second factors at {Product} stay",
    [
        $"The authenticator app, recovery codes and passkeys of your {Product} account are not removed after all. Signing in works as before.",
    ]);

    public Letter ResetDone(Account account) => new(account, $"Your second factors at {Product} were removed",
    [
        $"As an administrator had asked, the authenticator app, recovery codes and passkeys of your {Product} account were removed, and you were signed out on every device.",
        "Sign in with your password and set up new ones. If you knew nothing of this, set a new password first.",
    ])
    {
        Button = new LetterButton("Sign in", publicUrl.To("/sign-in")),
    };

    // No administrator's text is taken for the portal's own.
    private static string[] Words(string? message) => message is null ? [] : [$"They wrote: {message}"];

    private Letter Change(Account account, IReadOnlyList<LetterFact> facts, string subject, string? then, string happened) =>
        new(account, subject, [happened, then is null ? IfItWasNot : $"{IfItWasNot} {then}"])
    {
        Facts = facts,
        Button = new LetterButton("It wasn't me: set a new password", publicUrl.To("/forgot-password")),
        Footnote = $"What your account asks for is at {publicUrl.To("/account/two-factor")}.",
    };

    private static string Left(int left) => left == 0 ? "No recovery code is left" : $"{Duration.Count(left, "recovery code")} left";
}
