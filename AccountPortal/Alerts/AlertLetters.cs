using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Places;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Alerts;

/// <summary>What is written to people about a sign-in that is unusual.</summary>
public sealed class AlertLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    /// <summary>Says what happened, why it is told, and what to do if it wasn't the owner. <paramref name="token"/> opens the page for that.</summary>
    public Letter UnusualSignIn(Account account, Session session, IReadOnlyList<Signal> signals, string token, TimeSpan lifetime) =>
        new(account.Email!, $"New sign-in to your {branding.Value.Name} account",
        [
            $"Somebody signed in to your {branding.Value.Name} account{With(session)}. We tell you because of this:",
            .. signals.Select(signal => $"• {Capital(SignalWords.Reason(signal))}."),
            "Was it you? Then there is nothing to do.",
            $"Wasn't it you? Open the page below and press its button. It signs out that browser and all others, makes the password unusable and sends you a mail to set a new one. The link works once, within {Duration.InWords(lifetime)}.",
        ])
        {
            Facts = [.. Facts(account, session)],
            Button = new LetterButton("This wasn't me", publicUrl.To($"/not-me?token={token}")),
            Footnote = $"Which sign-ins you get a mail about is yours to choose, at {publicUrl.To("/account/alerts")}.",
        };

    /// <summary>After a change of what alerts there are; what to do if the owner knows nothing of it.</summary>
    public Letter SettingsChanged(Account account, IReadOnlyList<LetterFact> facts) => new(account.Email!, $"Your alerts at {branding.Value.Name} were changed",
    [
        $"The choice of unusual sign-ins to your {branding.Value.Name} account that you get a mail about was changed.",
        "If it was you, there is nothing to do. If it wasn't, set a new password now: it signs out whoever did it.",
    ])
    {
        Facts = facts,
        Button = new LetterButton("It wasn't me: set a new password", publicUrl.To("/forgot-password")),
    };

    private static IEnumerable<LetterFact> Facts(Account account, Session session)
    {
        yield return new LetterFact("When", RelativeTime.Full(session.CreatedAt, ReaderZone.Find(account.TimeZone)));
        yield return new LetterFact("Browser", session.DeviceName);
        if (Place.Roughly(session.City, session.Country) is { } place)
        {
            yield return new LetterFact("Place", place);
        }

        yield return new LetterFact("Address", session.Ip.ToString());
    }

    private static string With(Session session) => session.AuthMethods switch
    {
        ["password"] => " with its password",
        ["password", ..] => " with its password and a second factor",
        ["passkey", ..] => " with a passkey",
        _ => "",
    };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
