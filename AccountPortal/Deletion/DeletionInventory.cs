using AccountPortal.Data;
using AccountPortal.PersonalData;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccountPortal.Deletion;

/// <summary>So many rows of something that goes.</summary>
public sealed record GoingRows(string Title, long Count);

/// <summary>So many rows of something that stays without the person in it: why, and what of it stays as it is.</summary>
public sealed record StayingRows(string Title, long Count, string Reason, IReadOnlyList<string> Kept);

/// <summary>What an erasure takes, and what it leaves. <paramref name="Tombstone"/>: why a keyed hash of the account remains.</summary>
public sealed record Inventory(IReadOnlyList<GoingRows> Going, IReadOnlyList<StayingRows> Staying, string Tombstone);

/// <summary>Counts what the portal holds about an account, by what the features declared: the page cannot forget what the eraser knows.</summary>
public sealed class DeletionInventory(PortalDbContext db, DataCatalogue catalogue)
{
    public async Task<Inventory> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        var tables = catalogue.Tables.Where(table => table.Declared.Erasure != RowErasure.NotPersonal).ToList();
        var counts = await CountAsync(tables, userId, cancellationToken);
        var rows = tables.Zip(counts).Where(row => row.Second > 0).ToList();
        return new Inventory(
            [.. rows.Where(row => row.First.Declared.Erasure == RowErasure.Deleted).Select(row => new GoingRows(row.First.Declared.Title, row.Second))],
            [.. rows.Where(row => row.First.Declared.Erasure == RowErasure.Stays).Select(row => Staying(row.First.Declared, row.Second))],
            catalogue.Tables.Single(table => table.Declared.Entity == typeof(Tombstone)).Declared.Reason!);
    }

    // All in one statement. Names are the model's own; the id is a parameter.
    private async Task<long[]> CountAsync(List<DataTable> tables, Guid userId, CancellationToken cancellationToken)
    {
        var counts = string.Join(", ", tables.Select(table => $"(select count(*) from {table.Name} where {catalogue.RowsOf(table)})"));
        var sql = $"select array[{counts}] as \"Value\"";
        return (await db.Database.SqlQueryRaw<long[]>(sql, new NpgsqlParameter("account", userId)).ToListAsync(cancellationToken)).Single();
    }

    private static StayingRows Staying(DeclaredTable table, long count) => new(
        table.Title, count, table.Reason!, [.. table.Columns.Where(column => column.Erasure == ColumnErasure.Kept).Select(column => column.Reason!).Distinct()]);
}
