using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Inactivity;
using AccountPortal.Mail;
using AccountPortal.PersonalData;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccountPortal.Deletion;

/// <summary>
/// One attempt to erase an account: all of it in one transaction, so that whatever interrupts it leaves the account as it was. Good for one attempt.
/// </summary>
/// <remarks>
/// The order of locks: the request, so that others pass by; the account; then its rows. Sign-ins and changes take the account first too. Who locks a row
/// and then refers to the account (a sign-out) is not held up, for the account is locked without its key until it goes itself.
/// </remarks>
public sealed class Erasure(
    PortalDbContext db, DataCatalogue catalogue, IEnumerable<IPersonalData> features, Administrators administrators, Tombstones tombstones, SecurityEvents events,
    Outbox outbox, ErasureLetters letters, InactivityLock inactivity, TimeProvider clock)
{
    // An account may have a great many events. What the connection string says is meant for requests.
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(15);

    /// <summary>The account that was claimed, if any.</summary>
    public Guid? AccountId { get; private set; }

    /// <summary>What it was at when it failed: a feature's name, or what comes after the features; never data.</summary>
    public string Step { get; private set; } = "claim";

    /// <summary>Claims an account whose time has come (or <paramref name="only"/> that one, if it has) and erases it.</summary>
    public async Task<ErasureOutcome> RunAsync(Guid? only, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(MostTime);
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await ClaimAsync(only, now, cancellationToken) is not { } request)
        {
            return ErasureOutcome.NothingDue;
        }

        AccountId = request.UserId;
        Step = "lock";
        // Where two wait for each other, it is this one that gives way, before PostgreSQL (after a second) picks one: nobody's sign-in fails for it.
        await db.Database.ExecuteSqlAsync($"set local lock_timeout = '700ms'", cancellationToken);
        await HoldLastAdministratorAsync(request, cancellationToken);
        var account = (await db.LockedAccountAsync(request.UserId, cancellationToken))!;
        if (!await IsStillMeantAsync(account, request, cancellationToken))
        {
            await db.DeletionRequests.Where(row => row.UserId == account.Id).ExecuteDeleteAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return ErasureOutcome.NoLongerMeant;
        }

        await EraseAsync(account, request.Cause, now, cancellationToken);
        Step = "commit";
        await transaction.CommitAsync(cancellationToken);
        return ErasureOutcome.Erased;
    }

    private async Task<DeletionRequest?> ClaimAsync(Guid? only, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = await db.DeletionRequests.FromSql(
            $"""
            select * from deletion_requests
            where execute_at <= {now} and (next_attempt_at is null or next_attempt_at <= {now}) and ({only}::uuid is null or user_id = {only})
            order by execute_at limit 1 for update skip locked
            """).AsNoTracking().ToListAsync(cancellationToken);
        return due.SingleOrDefault();
    }

    /// <summary>
    /// The last administrator who can sign in is not erased: it was not the last when its owner asked, and others may have left since. Somebody else has to
    /// be made one first; until then it counts as failing, and is tried again. What was erased before goes all the same.
    /// </summary>
    private async Task HoldLastAdministratorAsync(DeletionRequest request, CancellationToken cancellationToken)
    {
        if (request.Cause == DeletionCause.Restored || !(await administrators.AllAsync(cancellationToken)).Any(one => one.Id == request.UserId))
        {
            return;
        }

        // One after the other, as where they are locked: two that go at once would leave nobody.
        await administrators.WaitForTurnAsync(cancellationToken);
        if (await administrators.IsLastAsync(request.UserId, cancellationToken))
        {
            throw new LastAdministratorException();
        }
    }

    // Between the claim of its age and now somebody may have proven the address; or an administrator has unlocked the account for its owner, or locked it to keep
    // it as it is.
    private async Task<bool> IsStillMeantAsync(Account account, DeletionRequest request, CancellationToken cancellationToken) => request.Cause switch
    {
        DeletionCause.Unverified => account is { EmailConfirmed: false, LockedAt: null },
        DeletionCause.Inactive => await inactivity.HoldsAsync(account.Id, cancellationToken),
        _ => true,
    };

    private async Task EraseAsync(Account account, string cause, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var erased = new ErasedAccount(account.Id, Pseudonym.New(), account.Email!);
        foreach (var feature in features)
        {
            Step = feature.Name;
            await feature.EraseAsync(erased, cancellationToken);
        }

        Step = "rows";
        // One round trip for all of them. Names from the model, nothing that anybody typed.
        var statements = string.Join(";\n", catalogue.InErasureOrder().Select(table => $"delete from {table.Name} where {catalogue.RowsOf(table)}"));
        await db.Database.ExecuteSqlRawAsync(statements, [new NpgsqlParameter("account", erased.Id)], cancellationToken);
        Step = "records";
        // The account is gone, and must not be written back.
        db.ChangeTracker.Clear();
        await RecordAsync(account, erased.Pseudonym, cause, now, cancellationToken);
    }

    private async Task RecordAsync(Account account, Guid pseudonym, string cause, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A backup that brings back what went for its age makes it old enough to go again.
        if (cause != DeletionCause.Unverified)
        {
            await tombstones.AddAsync(account, cause, now, cancellationToken);
        }

        // An address that nobody proved may be a stranger's, who knows nothing of the account.
        if (account.EmailConfirmed)
        {
            outbox.Add(db, letters.Erased(account, cause, now));
        }

        events.AddWithoutRequest(db, EventKind.AccountErased, pseudonym, new() { ["cause"] = cause });
        await db.SaveChangesAsync(cancellationToken);
    }
}

/// <summary>How an attempt to erase went.</summary>
public enum ErasureOutcome
{
    NothingDue,
    Erased,

    /// <summary>What it was to be erased for does not hold any more: the request is gone.</summary>
    NoLongerMeant,

    /// <summary>It failed, and is tried again later.</summary>
    Failed,
}

/// <summary>Nobody would be left to administer.</summary>
internal sealed class LastAdministratorException() : Exception("It is the last administrator who can sign in.");
