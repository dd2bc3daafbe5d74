using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.Sessions;
using Microsoft.Extensions.Options;

namespace AccountPortal.Alerts;

/// <summary>Tells the owner of a session that goes on from elsewhere, in the transaction of that move: neither can be without the other.</summary>
public sealed class MoveAlerts(
    PortalDbContext db, EmailTokens tokens, Outbox outbox, AlertLetters letters, SecurityEvents events, TimeProvider clock, IOptions<SessionSettings> settings)
{
    /// <summary>
    /// Adds the event, and the mail if the person wants one about moves or about what is new of this place (<paramref name="news"/>); the caller
    /// saves. An address that was never proven gets no mail. <paramref name="session"/> is as it was before.
    /// </summary>
    public void Add(HttpContext context, Account account, Session session, SessionMove move, IReadOnlyList<string> news)
    {
        var wanted = account.AlertSignals ?? SignalKind.MailedByDefault;
        var isMailed = account.EmailConfirmed && news.Append(SignalKind.Moved).Any(wanted.Contains);
        var then = settings.Value.OnNetworkChange;
        var now = clock.GetUtcNow();
        events.Add(db, context, EventKind.SessionMoved, EventOutcome.Success, account.Id, session.Id, new(MoveJudgement.SignalOf(move, now).Evidence)
        {
            ["then"] = then switch { OnNetworkChange.End => "ended", OnNetworkChange.StepUp => "confirm", _ => "noted" },
            ["mailed"] = isMailed ? "yes" : "no",
        });
        if (isMailed)
        {
            var token = tokens.Add(account.Id, account.Email!, SignInAlerts.LinkLifetime, TokenPurpose.NotMe, session.Id);
            outbox.Add(db, letters.SessionMoved(account, session, move, now, then, token, SignInAlerts.LinkLifetime));
        }
    }
}
