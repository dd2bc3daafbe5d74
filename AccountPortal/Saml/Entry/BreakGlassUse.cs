using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>Tells of each use of an account that is kept for emergencies: its owner and every administrator.</summary>
public sealed class BreakGlassUse(PortalDbContext db, Administrators administrators, Outbox outbox, SamlLetters letters, SecurityEvents events)
{
    /// <summary>In the transaction of the opening; the caller saves.</summary>
    public async Task TellAsync(HttpContext context, Account account, Guid sessionId, CancellationToken cancellationToken)
    {
        events.Add(db, context, EventKind.BreakGlassUsed, EventOutcome.Success, account.Id, sessionId);
        Guid[] told = [.. (await administrators.AllAsync(cancellationToken)).Select(one => one.Id).Where(id => id != account.Id)];
        foreach (var reader in await db.Users.AsNoTracking().Where(row => told.Contains(row.Id)).ToListAsync(cancellationToken))
        {
            outbox.Add(db, letters.BreakGlassUsed(reader, account));
        }

        outbox.Add(db, letters.BreakGlassUsed(account, account));
    }
}
