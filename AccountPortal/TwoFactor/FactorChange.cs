using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Mail;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.TwoFactor;

/// <summary>
/// What a change of factors is told as. <paramref name="ShowsFactor"/>: the holder gave a code of the new factor along with it.
/// </summary>
public sealed record FactorAct(string Event, Func<Account, IReadOnlyList<LetterFact>, Letter> Letter, bool ShowsFactor = false);

/// <summary>
/// Changes the second factors of whoever is signed in, and does all that goes with it in one transaction: the lock of the account, its new security
/// stamp, the session's new key (P5), the end of trust in devices, the mail to the owner (ASVS 6.3.7), the event. Other sessions live on;
/// the page offers to end them (ASVS 7.4.3).
/// </summary>
public sealed class FactorChange(PortalDbContext db, FactorFrame frame, Outbox outbox, ChangeFacts facts, SecurityEvents events, TimeProvider clock)
{
    /// <summary>
    /// Runs the change under the account's lock. <c>false</c> where it says that nothing is to be done, or another request ended this session or
    /// rotated its key: then nothing was done.
    /// </summary>
    public Task<bool> ApplyAsync(HttpContext context, FactorAct act, Func<Account, Task<bool>> change, CancellationToken cancellationToken) => frame.RunAsync(context, async account =>
    {
        if (!await change(account))
        {
            return false;
        }

        if (act.ShowsFactor)
        {
            var (id, now) = (context.CurrentSession().Id, clock.GetUtcNow());
            await db.Sessions.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.SecondFactorAt, now), cancellationToken);
        }

        outbox.Add(db, act.Letter(account, facts.Of(context, account)));
        events.Add(db, context, act.Event, EventOutcome.Success, account.Id);
        return true;
    }, cancellationToken);
}
