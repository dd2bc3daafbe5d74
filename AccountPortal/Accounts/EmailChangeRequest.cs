using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Passwords;
using AccountPortal.Saml.Entry;
using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Accounts;

public enum EmailChangeOutcome
{
    Requested,

    /// <summary>The account has this address already.</summary>
    Unchanged,

    /// <summary>The current password was not right; <see cref="EmailChangeResult.Problem"/> says it.</summary>
    Refused,
    Throttled,

    /// <summary>The address is the company's to give, the present one or the new one: its sign-in is enforced.</summary>
    ByCompany,

    /// <summary>Another request changed the account in between: nothing was done.</summary>
    Overtaken,
}

public sealed record EmailChangeResult(EmailChangeOutcome Outcome, string? Problem = null, TimeSpan Wait = default);

/// <summary>Asks for another address: it counts once a link that goes there is confirmed (<see cref="EmailChange"/>).</summary>
public sealed class EmailChangeRequest(PortalDbContext db, CurrentPassword current, Throttles throttles, EmailChangeMails mails, SamlRoutes routes, SecurityEvents events)
{
    // Each request mails an address that may be a stranger's.
    private static readonly ThrottleRule PerAccount = new("email-change/account", 5, TimeSpan.FromMinutes(12));
    private static readonly ThrottleRule PerAddress = new("email-change/address", 5, TimeSpan.FromMinutes(12));

    public async Task<EmailChangeResult> SendAsync(HttpContext context, EmailAddress newEmail, string? currentPassword, CancellationToken cancellationToken)
    {
        var userId = context.CurrentSession().UserId;
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == userId, cancellationToken);
        if ((await routes.EnforcedForAsync(userId, cancellationToken) ?? await routes.EnforcedAsync(newEmail.Value, cancellationToken)) is not null)
        {
            return new(EmailChangeOutcome.ByCompany);
        }

        var check = await current.CheckAsync(account, currentPassword, cancellationToken);
        if (check.Outcome != CurrentPasswordOutcome.Right)
        {
            return await RefuseAsync(context, account, check, cancellationToken);
        }

        if (newEmail.Normalized == account.NormalizedEmail)
        {
            return new(EmailChangeOutcome.Unchanged);
        }

        if (await throttles.TakeAsync(PerAccount, userId.ToString(), cancellationToken) is { } wait)
        {
            return new(EmailChangeOutcome.Throttled, Wait: wait);
        }

        // A limit of the address is not told: it would say that somebody else asked for it, too.
        var isMailed = await throttles.TakeAsync(PerAddress, newEmail.Normalized, cancellationToken) is null;
        return await AddAsync(context, account, newEmail, isMailed, cancellationToken) ? new(EmailChangeOutcome.Requested) : new(EmailChangeOutcome.Overtaken);
    }

    private async Task<bool> AddAsync(HttpContext context, Account before, EmailAddress newEmail, bool isMailed, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(before.Id, cancellationToken) is not { } account || account.SecurityStamp != before.SecurityStamp)
        {
            return false;
        }

        await mails.AddAsync(context, account, newEmail, isMailed, cancellationToken);
        events.Add(db, context, EventKind.EmailChangeRequested, EventOutcome.Success, account.Id);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<EmailChangeResult> RefuseAsync(HttpContext context, Account account, CurrentPasswordResult check, CancellationToken cancellationToken)
    {
        if (check.Outcome == CurrentPasswordOutcome.Throttled)
        {
            return new(EmailChangeOutcome.Throttled, Wait: check.Wait);
        }

        events.Add(db, context, EventKind.EmailChangeRequested, EventOutcome.Refused, account.Id, details: new() { ["reason"] = "wrong" });
        await db.SaveChangesAsync(cancellationToken);
        return new(EmailChangeOutcome.Refused, check.Problem);
    }
}
