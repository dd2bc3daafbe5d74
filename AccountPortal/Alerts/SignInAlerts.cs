using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.Sessions;

namespace AccountPortal.Alerts;

/// <summary>Tells the owner of a sign-in that is unusual, in the transaction of that sign-in: neither can be without the other.</summary>
public sealed class SignInAlerts(PortalDbContext db, EmailTokens tokens, Outbox outbox, AlertLetters letters, SecurityEvents events)
{
    /// <summary>How long "This wasn't me" can be said.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(7);

    /// <summary>
    /// Adds the event, and the mail if the person wants one about any of these signals; the caller saves. An address that was never proven
    /// may be a stranger's, whom this does not concern: it gets no mail.
    /// </summary>
    public void Add(HttpContext context, Account account, Session session)
    {
        if (session.Signals.Length == 0)
        {
            return;
        }

        var wanted = account.AlertSignals ?? SignalKind.MailedByDefault;
        var mailed = account.EmailConfirmed ? session.Signals.Where(signal => wanted.Contains(signal.Kind)).ToList() : [];
        events.Add(db, context, EventKind.SignInAlert, EventOutcome.Success, account.Id, session.Id, new()
        {
            ["signals"] = string.Join(' ', session.Signals.Select(signal => signal.Kind)),
            ["mailed"] = mailed.Count > 0 ? "yes" : "no",
        });
        if (mailed.Count > 0)
        {
            var token = tokens.Add(account.Id, account.Email!, LinkLifetime, TokenPurpose.NotMe, session.Id);
            outbox.Add(db, letters.UnusualSignIn(account, session, [.. session.Signals.OrderByDescending(mailed.Contains)], token, LinkLifetime));
        }
    }
}
