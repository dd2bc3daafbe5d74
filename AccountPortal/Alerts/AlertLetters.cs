using System.Net;
using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Places;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Alerts;

/// <summary>What is written to people about a sign-in or a session that is unusual.</summary>
public sealed class AlertLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    /// <summary>Says what happened, why it is told, and what to do if it wasn't the owner. <paramref name="token"/> opens the page for that.</summary>
    public Letter UnusualSignIn(Account account, Session session, IReadOnlyList<Signal> signals, string token, TimeSpan lifetime) =>
        new(account, $"New sign-in to your {branding.Value.Name} account",
        [
            $"Somebody signed in to your {branding.Value.Name} account{With(session)}. We tell you because of this:",
            .. signals.Select(signal => $"• {Capital(SignalWords.Reason(signal))}."),
            "Was it you? Then there is nothing to do.",
            $"Wasn't it you? Open the page below and press its button. It signs out that browser and all others, makes the password unusable and sends you a mail to set a new one. The link works once, within {Duration.InWords(lifetime)}.",
        ])
        {
            Facts = [.. Facts(account, session.CreatedAt, session.DeviceName, session.City, session.Country, session.Ip)],
            Button = new LetterButton("This wasn't me", publicUrl.To($"/not-me?token={token}")),
            Footnote = $"Which sign-ins you get a mail about is yours to choose, at {publicUrl.To("/account/alerts")}.",
        };

    /// <summary>A browser that was signed in goes on from elsewhere; <paramref name="then"/> is what came of it.</summary>
    public Letter SessionMoved(Account account, Session session, SessionMove move, DateTimeOffset at, OnNetworkChange then, string token, TimeSpan lifetime) =>
        new(account, $"Your {branding.Value.Name} account is used from another {(move.IsAbroad ? "country" : "network")}",
        [
            $"A browser that is signed in to your {branding.Value.Name} account was used {Before(move)}, and now turned up somewhere else, without signing in again. {Then(then)}",
            "Was it you, on a journey or with a VPN? Then there is nothing to do.",
            $"Wasn't it you? Then somebody may have copied what keeps your browser signed in. Open the page below and press its button. It signs out every browser, makes the password unusable and sends you a mail to set a new one. The link works once, within {Duration.InWords(lifetime)}.",
        ])
        {
            Facts = [.. Facts(account, at, session.DeviceName, move.To.City, move.To.Country, move.ToAddress)],
            Button = new LetterButton("This wasn't me", publicUrl.To($"/not-me?token={token}")),
            Footnote = $"What you get a mail about is yours to choose, at {publicUrl.To("/account/alerts")}.",
        };

    /// <summary>After a change of what alerts there are; what to do if the owner knows nothing of it.</summary>
    public Letter SettingsChanged(Account account, IReadOnlyList<LetterFact> facts) => new(account, $"Your alerts at {branding.Value.Name} were changed",
    [
        $"The choice of unusual sign-ins to your {branding.Value.Name} account that you get a mail about was changed.",
        "If it was you, there is nothing to do. If it wasn't, set a new password now: it signs out whoever did it.",
    ])
    {
        Facts = facts,
        Button = new LetterButton("It wasn't me: set a new password", publicUrl.To("/forgot-password")),
    };

    private static IEnumerable<LetterFact> Facts(Account account, DateTimeOffset at, string browser, string? city, string? country, IPAddress ip)
    {
        yield return new LetterFact("When", RelativeTime.Full(at, ReaderZone.Find(account.TimeZone)));
        yield return new LetterFact("Browser", browser);
        if (Place.Roughly(city, country) is { } place)
        {
            yield return new LetterFact("Place", place);
        }

        yield return new LetterFact("Address", ip.ToString());
    }

    private static string Before(SessionMove move) => Place.Roughly(move.From.City, move.From.Country) is { } place ? $"{(move.From.City is null ? "in " : "")}{place}" : "in one place";

    private static string Then(OnNetworkChange then) => then switch
    {
        OnNetworkChange.End => "To be on the safe side we signed that browser out.",
        OnNetworkChange.StepUp => "It opens nothing until whoever uses it has confirmed that it's you.",
        _ => "It is still signed in.",
    };

    private static string With(Session session) => session.AuthMethods switch
    {
        ["password"] => " with its password",
        ["password", ..] => " with its password and a second factor",
        ["passkey", ..] => " with a passkey",
        _ => "",
    };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
