using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.Sessions;

namespace AccountPortal.Deletion;

/// <summary>
/// Adds the mails about a deletion, each with a link of its own that keeps the account: the ones before go on working. The caller saves. An address that was
/// never proven may be a stranger's, whom this does not concern, and who must not be able to keep what they do not own: it gets none.
/// </summary>
public sealed class DeletionMails(PortalDbContext db, EmailTokens tokens, Outbox outbox, DeletionLetters letters, ChangeFacts facts, TimeProvider clock)
{
    public void AddRequested(HttpContext context, Account account, DeletionRequest request)
    {
        if (account.EmailConfirmed)
        {
            var notMe = tokens.Add(account.Id, account.Email!, request.ExecuteAt - clock.GetUtcNow(), TokenPurpose.NotMe, context.CurrentSession().Id);
            outbox.Add(db, letters.Requested(account, request, facts.Of(context, account), Keep(account, request), notMe));
        }
    }

    public void AddReminder(Account account, DeletionRequest request)
    {
        if (account.EmailConfirmed)
        {
            outbox.Add(db, letters.Reminder(account, request, request.ExecuteAt - clock.GetUtcNow(), Keep(account, request)));
        }
    }

    public void AddKept(HttpContext context, Account account)
    {
        if (account.EmailConfirmed)
        {
            outbox.Add(db, letters.Kept(account, facts.Of(context, account)));
        }
    }

    public void AddKeptByAdministrator(Account account, string? message)
    {
        if (account.EmailConfirmed)
        {
            outbox.Add(db, letters.KeptByAdministrator(account, message));
        }
    }

    private string Keep(Account account, DeletionRequest request) =>
        tokens.Add(account.Id, account.Email!, request.ExecuteAt - clock.GetUtcNow(), TokenPurpose.CancelDeletion);
}
