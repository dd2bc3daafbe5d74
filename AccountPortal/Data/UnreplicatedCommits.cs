using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace AccountPortal.Data;

/// <summary>
/// Takes a commit for what it is where a synchronous standby does not answer. PostgreSQL commits on the primary alone when the wait for the standby is cancelled
/// (a timeout does that), and says so in a warning only: to whoever asked, a revocation would be done that the next fail-over undoes.
/// </summary>
internal sealed class UnreplicatedCommits : DbCommandInterceptor, IDbConnectionInterceptor, IDbTransactionInterceptor, ISaveChangesInterceptor
{
    // The words of the warning depend on the server's language; the place in its source does not.
    private const string Routine = "SyncRepWaitForLSN";
    private static readonly object Mark = new();
    private readonly ConditionalWeakTable<DbConnection, object> warned = [];

    public DbConnection ConnectionCreated(ConnectionCreatedEventData eventData, DbConnection result)
    {
        ((NpgsqlConnection)result).Notice += (sender, told) =>
        {
            if (told.Notice.Routine == Routine)
            {
                warned.AddOrUpdate((DbConnection)sender, Mark);
            }
        };
        return result;
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Demand(eventData.Context?.Database.GetDbConnection());

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionCommitted(transaction, eventData);
        return Task.CompletedTask;
    }

    // A single statement commits by itself.
    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Demand(command.Connection);
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(NonQueryExecuted(command, eventData, result));

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Demand(eventData.Context?.Database.GetDbConnection());
        return result;
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(SavedChanges(eventData, result));

    private void Demand(DbConnection? connection)
    {
        if (connection is not null && warned.Remove(connection))
        {
            throw new UnreplicatedException();
        }
    }
}

/// <summary>Committed on the primary, and perhaps nowhere else: an outage, as far as anybody may be told.</summary>
internal sealed class UnreplicatedException() : NpgsqlException("The standby did not confirm the commit.");
