using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Saml.Operation;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Deletion;

/// <summary>How asking for the deletion of one's own account went.</summary>
public enum DeletionOutcome
{
    /// <summary>It waits now, or did already.</summary>
    Waits,

    /// <summary>Another address was typed.</summary>
    OtherAddress,

    /// <summary>Nobody would be left to administer anything.</summary>
    LastAdministrator,

    /// <summary>A domain is enforced, and nobody could get in without the company.</summary>
    LastEmergency,
    Throttled,

    /// <summary>Another request ended this session or gave it a new key: nothing was done.</summary>
    Overtaken,
}

public sealed record DeletionResult(DeletionOutcome Outcome, DeletionRequest? Request = null, TimeSpan Wait = default);

/// <summary>Takes the wish of an account's owner to have it deleted; the page and <c>POST /me/deletion</c> share it.</summary>
public sealed class AccountDeletion(
    PortalDbContext db, SessionRotation rotation, SessionEnding ending, EmailTokens tokens, DeletionMails mails, Administrators administrators, BreakGlassAccounts emergencies, Throttles throttles,
    SecurityEvents events, TimeProvider clock, IOptions<DeletionSettings> settings)
{
    // Each that is taken back and asked for again sends two mails.
    private static readonly ThrottleRule PerAccount = new("deletion/account", 5, TimeSpan.FromHours(1));

    /// <summary>What waits for that account, if anything.</summary>
    public Task<DeletionRequest?> OfAsync(Guid userId, CancellationToken cancellationToken) =>
        db.DeletionRequests.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken);

    /// <summary>
    /// Lets the deletion wait out its grace period, all in one transaction: the other sessions end, this one gets a new key (P5), no other device is
    /// trusted any more, and the owner is told. Asked again, it answers what waits and does nothing twice.
    /// </summary>
    public async Task<DeletionResult> RequestAsync(HttpContext context, DeleteForm form, CancellationToken cancellationToken)
    {
        var current = context.CurrentSession();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await administrators.WaitForTurnAsync(cancellationToken);
        await emergencies.WaitForTurnAsync(cancellationToken);
        if (await db.LockedAccountAsync(current.UserId, cancellationToken) is not { } account)
        {
            return new(DeletionOutcome.Overtaken);
        }

        if (!form.Names(account))
        {
            return new(DeletionOutcome.OtherAddress);
        }

        if (await OfAsync(account.Id, cancellationToken) is { } waiting)
        {
            return new(DeletionOutcome.Waits, waiting);
        }

        if (await administrators.IsLastAsync(account.Id, cancellationToken))
        {
            return new(DeletionOutcome.LastAdministrator);
        }

        if (await emergencies.IsLastAsync(account.Id, cancellationToken))
        {
            return new(DeletionOutcome.LastEmergency);
        }

        if (await throttles.TakeAsync(PerAccount, account.Id.ToString(), cancellationToken) is { } wait)
        {
            return new(DeletionOutcome.Throttled, Wait: wait);
        }

        if (await rotation.RotateAsync(current, cancellationToken) is not { } key)
        {
            return new(DeletionOutcome.Overtaken);
        }

        var request = await AddAsync(context, account, form, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        rotation.HandOut(context, current, key);
        return new(DeletionOutcome.Waits, request);
    }

    private async Task<DeletionRequest> AddAsync(HttpContext context, Account account, DeleteForm form, CancellationToken cancellationToken)
    {
        var current = context.CurrentSession();
        // As precise as the database keeps it: every answer about it is the same.
        var now = new DateTimeOffset(clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
        var request = new DeletionRequest { UserId = account.Id, RequestedAt = now, ExecuteAt = now + settings.Value.GracePeriod, Cause = DeletionCause.Owner, Reason = form.KeptReason };
        db.DeletionRequests.Add(request);
        // A change of address that was under way would take the mails about the deletion elsewhere. What undoes one, or says "not me", lives on.
        await tokens.EndAsync(account.Id, cancellationToken, TokenPurpose.ChangeEmail);
        await ending.EndAllAsync(account.Id, current.Id, EndReason.Deletion, current, cancellationToken);
        var here = await db.Sessions.Where(row => row.Id == current.Id).Select(row => row.KnownDeviceId).SingleOrDefaultAsync(cancellationToken);
        await db.KnownDevices.Where(row => row.UserId == account.Id && row.Id != here).EndTrustAsync(cancellationToken);
        mails.AddRequested(context, account, request);
        events.Add(db, context, EventKind.DeletionRequested, EventOutcome.Success, account.Id);
        await db.SaveChangesAsync(cancellationToken);
        return request;
    }
}
