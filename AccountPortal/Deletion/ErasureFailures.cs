using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccountPortal.Deletion;

/// <summary>Notes that an account could not be erased, in a transaction of its own: when it is tried again, and why it failed. Administrators are told the first time.</summary>
public sealed class ErasureFailures(IServiceScopeFactory scopes, Outbox outbox, ErasureLetters letters, TimeProvider clock, ILogger<ErasureFailures> logger)
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(8)];

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>How long an account waits after that many attempts that failed.</summary>
    public static TimeSpan WaitAfter(int attempts) => attempts <= Waits.Length ? Waits[attempts - 1] : LongestWait;

    public async Task RecordAsync(Guid accountId, string step, Exception exception, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Another worker may have come to it meanwhile, and got it done.
        var rows = await db.DeletionRequests.FromSql($"select * from deletion_requests where user_id = {accountId} for update").ToListAsync(cancellationToken);
        if (rows is not [var request])
        {
            return;
        }

        request.Attempts++;
        request.NextAttemptAt = clock.GetUtcNow() + WaitAfter(request.Attempts);
        request.LastError = $"{step}: {Kind(exception)}";
        if (request.Attempts == 1)
        {
            await TellAsync(db, scope.ServiceProvider.GetRequiredService<Administrators>(), accountId, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        // The kind alone: what PostgreSQL says of a row that it refuses quotes the row.
        logger.LogError(
            "Account {Account} could not be erased at attempt {Attempt} ({Reason}). It is tried again at {At:O}.", accountId, request.Attempts, request.LastError, request.NextAttemptAt);
    }

    private async Task TellAsync(PortalDbContext db, Administrators administrators, Guid accountId, CancellationToken cancellationToken)
    {
        var ids = (await administrators.AllAsync(cancellationToken)).Where(one => !one.IsLocked && one.Id != accountId).Select(one => one.Id).ToList();
        foreach (var administrator in await db.Users.AsNoTracking().Where(account => ids.Contains(account.Id)).ToListAsync(cancellationToken))
        {
            outbox.Add(db, letters.Failed(administrator));
        }
    }

    /// <summary>The kind of failure, without any of what it says: there may be data in it.</summary>
    private static string Kind(Exception exception) => exception.GetBaseException() switch
    {
        LastAdministratorException last => last.Message,
        PostgresException refused => $"PostgreSQL {refused.SqlState}{(refused.TableName is { } table ? $" at {table}" : "")}",
        var other => other.GetType().Name,
    };
}
