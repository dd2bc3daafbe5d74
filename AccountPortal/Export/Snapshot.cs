using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace AccountPortal.Export;

/// <summary>The database as it is at one instant: whatever changes while an archive is made, its tables fit together.</summary>
internal sealed class Snapshot : IAsyncDisposable
{
    // The portal's usual few seconds are for requests. No longer than the lease: whoever waits longer has lost it.
    private static readonly int Patience = (int)ExportQueue.Lease.TotalSeconds;

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly Guid account;

    private Snapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid account) => (this.connection, this.transaction, this.account) = (connection, transaction, account);

    public static async Task<Snapshot> OpenAsync(NpgsqlDataSource source, Guid account, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        var snapshot = new Snapshot(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken), account);
        await using var readOnly = new NpgsqlCommand("set transaction read only", connection);
        await readOnly.ExecuteNonQueryAsync(cancellationToken);
        return snapshot;
    }

    public async Task<long> CountAsync(ExportedTable table, CancellationToken cancellationToken)
    {
        await using var command = Command(table.CountSql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The rows one by one, redacted, as they come from the server: however many there are, one is in memory.</summary>
    public async IAsyncEnumerable<Dictionary<string, object?>> RowsAsync(ExportedTable table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = Command(table.SelectSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new Dictionary<string, object?>(table.Read.Count);
            for (var i = 0; i < table.Read.Count; i++)
            {
                row[table.Read[i].Name] = RowValue.Of(reader.GetValue(i), table.Read[i].Type);
            }

            table.Redact(row);
            yield return row;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = Patience };
        command.Parameters.AddWithValue("account", account);
        return command;
    }
}
